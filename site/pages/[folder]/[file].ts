import type { APIRoute } from 'astro';
import { bundledCheck } from '../../bundled.ts';

/** Scripts and styles of the checking page, beside those that the builder makes. */
export async function getStaticPaths() {
  return (await bundledCheck()).map(({ name, text }) => ({ params: { folder: '_astro', file: name }, props: { text } }));
}

export const GET: APIRoute = ({ props }) => new Response(props.text);
