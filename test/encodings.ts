// How editors and shells store the same lines of text.

const windows = (text: string) => text.replaceAll('\n', '\r\n')
const utf16le = (text: string) => Buffer.from(text, 'utf16le')

export const encodings: Readonly<Record<string, (text: string) => Uint8Array>> = {
  'UTF-8 (editors of Linux and macOS)': (text) => Buffer.from(`${text}\n`),
  'UTF-8 without a line end at the end': (text) => Buffer.from(text),
  'UTF-8 with CRLF (Windows)': (text) => Buffer.from(`${windows(text)}\r\n`),
  'UTF-8 with a byte order mark and CRLF (Notepad before 2019)': (text) => Buffer.from(`\uFEFF${windows(text)}\r\n`),
  'UTF-8 with a byte order mark and LF': (text) => Buffer.from(`\uFEFF${text}\n`),
  'UTF-16 LE with CRLF (Notepad’s “Unicode”, > of PowerShell 5)': (text) => utf16le(`\uFEFF${windows(text)}\r\n`),
  'UTF-16 BE (Notepad’s “Unicode big endian”)': (text) => utf16le(`\uFEFF${windows(text)}\r\n`).swap16(),
  'UTF-16 LE without a byte order mark': (text) => utf16le(`${text}\n`),
  'UTF-16 BE without a byte order mark': (text) => utf16le(`${text}\n`).swap16(),
  'UTF-16 LE without a line end at the end': (text) => utf16le(`\uFEFF${text}`),
  'UTF-8 with CR (old Macs)': (text) => Buffer.from(`${text}\n`.replaceAll('\n', '\r')),
}
