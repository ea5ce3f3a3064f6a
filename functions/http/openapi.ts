import { Hono } from 'hono';

/** `GET /api/openapi.json`: the interface described from its own schemas. The generator is loaded at the first request for it, because nobody who gives needs it. */
export function openApiRoutes(): Hono {
  return new Hono().get('/api/openapi.json', async (context) => {
    const { openApiDocument } = await import('./openapi-document.ts');
    return context.json(openApiDocument(), 200, { 'cache-control': 'no-store' });
  });
}
