// For `node --require`: a process that can only reach ONLY_THIS_PORT, as behind a company's proxy. So are the processes
// that it starts.
const { Socket } = require('node:net')
const children = require('node:child_process')

const { ONLY_THIS_PORT, NODE_OPTIONS } = process.env
const { connect } = Socket.prototype
Socket.prototype.connect = function (...args) {
  const [first] = Array.isArray(args[0]) ? args[0] : args
  const { port, path } = typeof first === 'object' ? first : { port: first }
  if (path !== undefined && path !== null) return connect.apply(this, args)
  if (String(port) === ONLY_THIS_PORT) return connect.apply(this, args)
  process.nextTick(() => this.destroy(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })))
  return this
}

const { spawn } = children
children.spawn = (command, args, options) =>
  spawn(command, args, { ...options, env: { ...(options?.env ?? process.env), ONLY_THIS_PORT, NODE_OPTIONS } })
