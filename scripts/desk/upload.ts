import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { InvitationsError } from '../ground/errors.ts'
import { worded } from '../ground/next-step.ts'
import { bare } from './pages/layout.ts'

/** The longest form: what somebody typed, and a page of people. */
const LARGEST_FORM_BYTES = 1_000_000
/** The largest file that can be uploaded: some 300,000 people. It is in memory while it arrives. */
export const LARGEST_UPLOAD_BYTES = 20_000_000
export const TOO_LARGE_HINT = `Import it with the program: ${worded([{ do: 'import', file: 'people.csv' }])}`
/** What a form has around its file. */
const AROUND_BYTES = 10_000

export const UPLOAD_PATH = '/import'

/** Limits all forms, except uploads, whose route has its own limit. */
export function formLimit(basePath: string): MiddlewareHandler {
  const limit = bodyLimit({
    maxSize: LARGEST_FORM_BYTES,
    onError: (c) => c.html(bare('Too large', 'This form is too large for the desk.'), 413),
  })
  return (c, next) => (c.req.path === `${basePath}${UPLOAD_PATH}` ? next() : limit(c, next))
}

/** Ends an upload as soon as it is too large. */
export function uploadLimit(): MiddlewareHandler {
  const most = `${LARGEST_UPLOAD_BYTES / 1_000_000} MB`
  return bodyLimit({
    maxSize: LARGEST_UPLOAD_BYTES + AROUND_BYTES,
    onError: (c) =>
      c.html(
        bare('The file is too large', `The desk reads files of up to ${most}. Nothing was sent.`, TOO_LARGE_HINT),
        413,
      ),
  })
}

/** The file in a form. @throws InvitationsError `usage` if there is none */
export async function uploadedIn(c: Context): Promise<File> {
  const form = await c.req.parseBody().catch((cause: unknown) => {
    throw noFile(cause)
  })
  const { file } = form
  if (file instanceof File && file.size > 0) return file
  throw noFile()
}

function noFile(cause?: unknown): InvitationsError {
  return new InvitationsError('usage', 'No file was chosen, or it is empty.', {
    hint: 'Choose a CSV or .xlsx file.',
    cause,
  })
}
