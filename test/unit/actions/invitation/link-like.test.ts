import { describe, expect, it } from 'vitest'
import { looksLikeLink } from '../../../../actions/invitation/link-like.ts'

describe('text that mail programs turn into links', () => {
  it.each([
    [
      'domains',
      ['evil.com', 'visit evil.com now', 'www.x', 'WWW.evil', 'www2.evil', 'x.co', 'a-b.c-d', 'my_.com', '(x).com'],
    ],
    [
      'domains in other letters',
      ['हिन्दी.com', 'bank.भारत', 'пример.рф', '例え.テスト', 'ไทย.คอม', 'مثال.إختبار', '💩.la', 'x.xn--p1ai'],
    ],
    ['with marks on their letters', ['evil.co\u0301m', 'e\u0301.com', 'bank.भ\u200dारत', 'a.c\u0327\u0301om']],
    ['with dots of other scripts', ['example。com', 'example．com', 'example｡com', 'evil\u2024com', 'evil\ufe52com']],
    ['with digits in the last part', ['bank.c0m', 'evil.1a', 'evil.a1']],
    [
      'IP addresses',
      [
        '192.0.2.1',
        '10.20.30.40',
        '192.0.2.1/login',
        '１９２．０．２．１',
        '[2001:db8::1]',
        '[::1]',
        '[::ffff:192.0.2.1]',
      ],
    ],
    ['a path or a port behind a dot', ['x.y/z', 'a.b:80', 'v1.5/x', 'v1.55/x', 'x.y?z']],
    ['a link inside a sentence', ['see www.x', 'see www2.x', 'write mailto:eve', '(mailto:eve)']],
    ['with invisible characters inside', ['w\u200bww.x', 'mail\u00adto:eve']],
    [
      'schemes',
      [
        'https://evil',
        'http:/x',
        'HTTP:\\\\x',
        'http：／／x',
        '//evil',
        '\\\\evil\\share',
        'mailto:eve',
        'tel:112',
        'JavaScript:x',
      ],
    ],
    ['mail addresses', ['eve@evil', 'eve＠evil', '@eve']],
  ])('%s', (_, texts) => {
    expect(texts.filter((text) => !looksLikeLink(text))).toEqual([])
  })

  it('does not include names and titles', () => {
    const names = [
      ...['Ada Lovelace', 'J. R. R. Tolkien', 'J.R.R. Tolkien', 'Dr. Grace Hopper', 'Grace Hopper Jr.', 'Ph.D. Ada'],
      ...[
        'ए.पी.जे. अब्दुल कलाम',
        'K:son Karlsson',
        "O'Brien-Smith",
        'Müller (CTO)',
        'Team 3.5',
        'Release 3.55 of the Engine',
        'Team 3.5 A/B',
        '.NET team',
        'Wait…what',
      ],
      ...[
        'Sales/Marketing',
        'Anna c/o Bob',
        'Team: Engine',
        '山田 太郎',
        'محمد علي',
        'Ada 👩🏽‍💻',
        'U.S. Navy',
        'A & B Inc.',
      ],
    ]
    expect(names.filter(looksLikeLink)).toEqual([])
  })

  it('does not include a scheme or www after letters and digits', () => {
    expect(['hotmailto:eve', '9mailto:eve', 'awww.x', '9www.x'].filter(looksLikeLink)).toEqual([])
  })
})
