#!/usr/bin/env node
/** The command `bittensor-workbench`. An old Node could not even load the rest, so it is turned away here. */
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `bittensor-workbench: Node must be version 20.19 or newer, got ${process.versions.node}`,
  );
  process.exitCode = 2;
} else {
  const { main } = await import('./program.mjs');
  process.exitCode = await main(process.argv.slice(2));
}
