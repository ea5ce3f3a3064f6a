import type { Dedication } from '../domain/dedication.ts';
import { plainMinor } from '../domain/money.ts';
import { formatInstant } from '../domain/time.ts';
import { capitals } from './amounts.ts';
import type { CarriedRecord, DocumentFacts } from './documents.ts';
import type { Attachment } from './pdf/attachments.ts';
import { escapeXml } from './pdf/xml.ts';

/** The files that travel inside a document: what proves it, byte for byte, and what it states, for accounting programs. */
export function attachmentsOf(facts: DocumentFacts, record: CarriedRecord): readonly Attachment[] {
  return [{ name: 'donation.xml', type: 'application/xml', relation: 'Data', bytes: new TextEncoder().encode(giftXml(facts)) }, ...recordFiles(record)];
}

/** What proves a document, byte for byte. */
export function recordFiles({ entry, opening, proof }: CarriedRecord): readonly Attachment[] {
  return [
    { name: 'entry.json', type: 'application/json', relation: 'Supplement', bytes: entry },
    { name: 'entry.tlog-proof', type: 'text/plain', relation: 'Supplement', bytes: proof },
    { name: 'opening.json', type: 'application/json', relation: 'Supplement', bytes: opening },
  ];
}

/** What the page states, element by element; nothing that it does not state. */
function giftXml(facts: DocumentFacts): string {
  const { society, donor, money, campaign, purpose, branch, channel } = facts;
  const elements = [
    tag('number', facts.number),
    tag('record', facts.recordNumber),
    tag('issue', facts.issue),
    tag('society', society.name.zh, { code: society.code }),
    tag('donor', donor.kind === 'anonymous' ? '' : donor.name, { kind: donor.kind }),
    ...(facts.dedication === undefined ? [] : [tag('dedication', facts.dedication.text, dedicationMarks(facts.dedication))]),
    tag('amount', plainMinor(money.minor), { currency: money.currency }),
    tag('capitals', capitals(money)),
    tag('paid', formatInstant(facts.paidAtMs)),
    tag('published', formatInstant(facts.publishedAtMs)),
    tag('campaign', campaign.zh),
    tag('purpose', purpose.zh),
    tag('branch', branch.zh),
    tag('channel', channel.zh),
    tag('order', facts.orderNo),
    tag('serial', facts.serial),
    ...(facts.restricted === undefined ? [] : [tag('restricted', facts.restricted)]),
  ];
  const kind = society.demonstration ? `${facts.kind}" demonstration="true` : facts.kind;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<donation xmlns="urn:daylight:donation:1" document="${kind}">\n${elements.join('\n')}\n</donation>\n`;
}

const dedicationMarks = ({ kind, members }: Dedication) => ({ kind, ...(members === undefined ? {} : { members: String(members) }) });

function tag(name: string, value: string | number, attributes: { readonly [name: string]: string } = {}): string {
  const said = Object.entries(attributes).map(([key, text]) => ` ${key}="${escapeXml(text)}"`);
  return `<${name}${said.join('')}>${escapeXml(String(value))}</${name}>`;
}
