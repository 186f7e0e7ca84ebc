/**
 * What mail programs and messengers turn into links by themselves. Each pattern is matched against text in
 * compatibility form (NFKC: full-width letters, dots and slashes become plain ones), with plain dots in domain names
 * and without invisible marks.
 */
const linkLike: readonly RegExp[] = [
  /[:/\\][/\\]/u, // a scheme with any path (http:/x is read as http://x), //host, \\server\share
  /(?:^|[^\p{L}\p{N}])(?:callto|data|facetime|file|ftp|javascript|magnet|mailto|sip|skype|sms|tel|vbscript|xmpp):\S/iu,
  /@/u, // mail addresses, names in social networks
  /(?:^|[^\p{L}\p{N}])www\d{0,3}\.[^\s.]/iu,
  // A domain: something, a dot, and a label of two or more characters with at least one letter. Marks belong to their
  // letter, so "ए.पी.जे." counts as initials, like "J.R.R.".
  /[^\s.\p{Ps}\p{Pi}"']\.(?=[\p{L}\p{N}\p{M}-]*\p{L})(?:[\p{L}\p{N}]\p{M}*-*){2}/u,
  /[^\s.]\.[\p{L}\p{N}\p{M}-]+[/:?#]\S/u, // any label followed by a path or a port
  /\p{Nd}(?:\.\p{Nd}{1,3}){3}/u, // IPv4
  /\[[\da-f.]*:[\da-f.:]*(?:%\w+)?\]/iu, // IPv6
]

/** Full stops of other scripts that browsers and mail programs treat as dots of a domain (UTS 46, section 2.3). */
const otherDots = /[\u3002\uff61]/gu

/** Whether a mail program may turn part of the text into a link. If in doubt, yes. */
export function looksLikeLink(text: string): boolean {
  const plain = text
    .normalize('NFKC')
    .replace(otherDots, '.')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
  return linkLike.some((pattern) => pattern.test(plain))
}
