/*
 * Hidden answers in a page: closed at first, opened by the mouse and by keys, with their equations.
 */
import assert from 'node:assert/strict';
import { type Page } from 'playwright-core';

/** Opens both answers of a page, one by a click and one by a key. */
export async function answersOpen(page: Page, key = 'Enter'): Promise<void> {
  const answers = page.locator('details', { has: page.locator('summary:text-is("Answer")') });
  const states = (): Promise<boolean[]> =>
    answers.evaluateAll((all) => all.map((one) => (one as HTMLDetailsElement).open));
  assert.deepEqual(await states(), [false, false]);
  await answers.nth(0).locator('summary').click();
  await answers.nth(1).locator('summary').focus();
  await page.keyboard.press(key);
  assert.deepEqual(await states(), [true, true]);
  const equation = answers.nth(0).locator('mjx-container, svg').first();
  await equation.waitFor();
  const box = await equation.boundingBox();
  assert.ok(box !== null && box.width > 4 && box.height > 4);
  assert.ok(!(await answers.nth(0).innerText()).includes('$'));
  assert.ok((await answers.nth(1).locator('pre').count()) >= 2);
}
