/** Something wrong with a template, or with a mail made from it. */
export interface Finding {
  rule:
    | 'unknown_variable'
    | 'undocumented_liquid'
    | 'not_escaped'
    | 'no_liquid'
    | 'image_without_alt'
    | 'low_contrast'
    | 'link_differs_from_text'
    | 'long_subject'
    | 'unsupported_css'
    | 'too_large'
    | 'left_over'
  /** A warning does not fail the command. */
  severity: 'error' | 'warning'
  message: string
}
