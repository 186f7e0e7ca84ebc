export interface Mail {
  id: string
  to: string
  from: string
  subject: string
  html: string
  text: string
  template: string
  sent_at: string
  /** When the mail server delivers it, where that is later; not told. */
  arrives_at?: Date
  links: string[]
}

export interface EmailProvider {
  name: string
  enabled: boolean
  default_from_address?: string
  [field: string]: unknown
}
