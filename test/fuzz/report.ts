/*
 * The findings as text: counts by kind, then each group of failures with its smallest input.
 */
import { FAILURES, KINDS, type Kind } from './outcome.js';
import { planText } from './plan.js';
import { type Findings, type Group } from './run.js';

/** The most groups that are printed without `--all`. */
export const GROUPS_SHOWN = 40;

function countsText({ calls, counts }: Findings): string {
  const rows = (Object.keys(KINDS) as Kind[]).map(
    (kind) => `${String(counts[kind]).padStart(7)}  ${kind.padEnd(8)}  ${KINDS[kind]}`,
  );
  return [...rows, `${String(calls).padStart(7)}  calls`].join('\n');
}

/** The text with its control characters as JSON writes them, for a terminal. */
const printable = (text: string): string =>
  text.replace(/\p{Cc}/gu, (character) => JSON.stringify(character).slice(1, -1));

function groupText({ call, times, plan, outcome }: Group): string {
  const count = times === 1 ? '' : `, ${times} calls`;
  return `  ${planText(plan)}\n    ${printable(outcome.detail || outcome.kind)} (--only ${call}${count})`;
}

/** The report; without `all` it has the groups with the most calls, of every kind. */
export function reportText(findings: Findings, all: boolean): string {
  const { groups } = findings;
  const shown = all ? groups : groups.slice(0, GROUPS_SHOWN);
  const parts = FAILURES.map((kind) => {
    const texts = shown.filter(({ outcome }) => outcome.kind === kind).map(groupText);
    const number = groups.filter(({ outcome }) => outcome.kind === kind).length;
    return number === 0 ? '' : [`${kind}: ${number} different`, ...texts].join('\n');
  });
  const left = groups.length - shown.length;
  const rest = left === 0 ? '' : `${left} further groups are left out; --all prints them`;
  return [countsText(findings), ...parts, rest].filter((part) => part !== '').join('\n\n');
}
