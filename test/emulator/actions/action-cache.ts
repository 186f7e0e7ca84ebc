import type { CacheRecord } from './job.ts'

/** Limits for each trigger (docs: customize/actions/limitations); sizes in bytes. */
const LIMITS = { entries: 20, key: 64, value: 4096, total: 8192, lifetimeMs: 24 * 60 * 60 * 1000 }
const DEFAULT_LIFETIME_MS = 15 * 60 * 1000

/** `api.cache`. Its changes are returned to the tenant at the end. @param records changed in place */
export function cacheOf(records: [string, CacheRecord][]): Record<string, (...args: never[]) => unknown> {
  const entries = new Map(records)
  const alive = (key: string): CacheRecord | undefined => {
    const found = entries.get(key)
    return found && found.expires_at > Date.now() ? found : undefined
  }
  const save = () => void records.splice(0, records.length, ...entries)
  const refuse = (code: string) => ({ type: 'error', code })
  return {
    'cache.get': (key: string) => alive(key),
    'cache.delete': (key: string) => {
      if (!entries.delete(key)) return refuse('CacheKeyDoesNotExist')
      save()
      return { type: 'success' }
    },
    'cache.set': (key: string, value: string, options: { ttl?: number; expires_at?: number } = {}) => {
      const { ttl = DEFAULT_LIFETIME_MS, expires_at = Infinity } = options
      if (![ttl, options.expires_at ?? 0].every(Number.isFinite)) return refuse('InvalidExpiry')
      const record = {
        value,
        expires_at: Math.floor(Math.min(Date.now() + Math.min(ttl, LIMITS.lifetimeMs), expires_at)),
      }
      if (Buffer.byteLength(key) > LIMITS.key) return refuse('CacheKeySizeExceeded')
      if (Buffer.byteLength(value) > LIMITS.value) return refuse('CacheValueSizeExceeded')
      if (record.expires_at <= Date.now()) return refuse('ItemAlreadyExpired')
      const others = [...entries].filter(([name]) => name !== key && alive(name))
      const size = others.reduce((sum, [name, one]) => sum + Buffer.byteLength(name + one.value), 0)
      if (others.length >= LIMITS.entries || size + Buffer.byteLength(key + value) > LIMITS.total) {
        return refuse('CacheSizeExceeded')
      }
      entries.set(key, record)
      save()
      return { type: 'success', record }
    },
  }
}
