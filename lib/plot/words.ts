/*
 * Texts as pictures and pages may hold them: characters of XML alone, and of HTML the marks that Plotly draws.
 */
import { MARK } from './compose/text.js';

/** Control characters, and code points that are no characters. */
// eslint-disable-next-line no-control-regex
const OUTSIDE_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

/** The text with the replacement character for what no XML file holds, such as half of a surrogate pair. */
export function wellFormed(text: string): string {
  return text.replace(OUTSIDE_XML, '\ufffd');
}

const MARK_OR_BRACKET = new RegExp(`${MARK.source}|<`, 'gi');

/** The text with every tag but {@link MARK} as letters to read: no link is live. */
export function harmless(text: string): string {
  return wellFormed(text).replace(MARK_OR_BRACKET, (found) => (found === '<' ? '&lt;' : found));
}
