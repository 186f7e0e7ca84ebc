export interface Mail {
  id: string
  to: string
  from: string
  subject: string
  html: string
  text: string
  template: string
  sent_at: string
  /** When the mail server delivers it, if later; never shown. */
  arrives_at?: Date
  links: string[]
}

export interface EmailProvider {
  name: string
  enabled: boolean
  default_from_address?: string
  [field: string]: unknown
}
