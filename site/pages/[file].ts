import type { APIRoute } from 'astro';
import { readSociety } from '../society.ts';

/** The files by which a gateway sees whose address this is. */
export function getStaticPaths() {
  return (readSociety().rootFiles ?? []).map(({ name, text }) => ({ params: { file: name }, props: { text } }));
}

export const GET: APIRoute = ({ props }) => new Response(props.text);
