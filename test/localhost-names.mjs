// Names below .localhost are this machine's (RFC 6761, section 6.3). Browsers know that, but Node asks the system, and not
// every system knows. Tests that call a custom domain import this; other processes get it by NODE_OPTIONS=--import.
import dns from 'node:dns'

const { lookup } = dns
dns.lookup = (name, ...rest) => lookup(String(name).endsWith('.localhost') ? 'localhost' : name, ...rest)
