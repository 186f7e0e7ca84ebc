// Names below .localhost are this machine's (RFC 6761, section 6.3): browsers know that, Node asks the system, and not
// every system knows. Imported by tests that call a custom domain; a process of its own gets it by NODE_OPTIONS=--import.
import dns from 'node:dns'

const { lookup } = dns
dns.lookup = (name, ...rest) => lookup(String(name).endsWith('.localhost') ? 'localhost' : name, ...rest)
