export interface RequestEntry extends Record<'method' | 'path' | 'query' | 'at', string> {
  status: number
  client_id: string | null
}
