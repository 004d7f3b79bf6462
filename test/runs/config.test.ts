import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { readConfig } from '../../lib/runs/config.js';
import { configSchema } from '../../lib/runs/index.js';
import { defaultsOf, figure4, STUDIES, type Schema } from '../../lib/studies/index.js';
import { temporaryFolder } from '../support/folders.js';
import { SMALL } from '../support/smallStudies.js';

const folder = temporaryFolder();

function write(content: unknown): string {
  const path = join(folder(), 'study.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('a configuration', () => {
  it('is read with its study, its parameters and its names', () => {
    const path = write({
      study: 'figure4',
      parameters: { temperature: 2 },
      name: 'warm',
      tags: ['a'],
    });
    const { study, ...rest } = readConfig('test', path);
    equal(study, figure4);
    deepEqual(rest, { parameters: { temperature: 2 }, name: 'warm', tags: ['a'] });
  });

  it('is any result of a study', async () => {
    const result = await figure4({ networks: 2, peers: 3, maxSteps: 20 }, { workers: 1 });
    const { parameters } = readConfig('test', write(result));
    deepEqual(parameters, result.parameters);
    const again = await figure4(parameters, { workers: 1 });
    equal(JSON.stringify(again), JSON.stringify(result));
  });

  for (const [content, message] of [
    ['{"study"', /^test: the file .*study\.json must be JSON \(.*\)$|must be JSON/],
    [
      { study: 'figure9' },
      /study must be the name of a study, got "figure9"; did you mean figure4\?/,
    ],
    [
      { study: 'figure4', parameter: {} },
      /must be among .*got "parameter"; did you mean parameters/,
    ],
    [{ study: 'figure4', parameters: { temprature: 1 } }, /temprature.*did you mean temperature/],
    [
      { study: 'figure4', parameters: { temperature: 'x' } },
      /figure4: temperature must be a finite number above 0/,
    ],
    [{ study: 'figure4', name: '../x' }, /name must be at most 100 letters.*got "..\/x"/],
    [{ study: 'figure4', tags: 'draft' }, /tags must be a list, got "draft"/],
  ] as const) {
    it(`is refused with a sentence: ${JSON.stringify(content)}`, () => {
      throws(() => readConfig('test', write(content)), message);
    });
  }
});

describe('configSchema', () => {
  const validate = new Ajv({ strict: false, unicodeRegExp: true }).compile(configSchema());
  const errors = (): string => JSON.stringify(validate.errors);

  it('allows the defaults and small parameters of every study', () => {
    for (const { name, parameters } of STUDIES) {
      ok(validate({ study: name, parameters: defaultsOf(parameters as Schema) }), name + errors());
      ok(validate({ study: name, parameters: SMALL[name].given }), name + errors());
    }
  });

  it('refuses what readConfig refuses', () => {
    for (const content of [
      { parameters: {} },
      { study: 'figure9' },
      { study: 'figure4', parameters: { temprature: 1 } },
      { study: 'figure4', parameters: { temperature: 0 } },
      { study: 'figure4', parameters: { peers: 2.5 } },
      { study: 'figure4', parameters: { ratios: [] } },
      { study: 'figure4', parameters: { simplex: 'sphere' } },
      { study: 'figure4', name: 'a b' },
    ]) {
      equal(validate(content), false, JSON.stringify(content));
      throws(() => readConfig('test', write(content)));
    }
  });

  it('describes every parameter that it names', () => {
    const { allOf } = configSchema() as {
      allOf: {
        then: {
          properties: { parameters: { properties: Record<string, { description: string }> } };
        };
      }[];
    };
    for (const { then } of allOf) {
      const { properties } = then.properties.parameters;
      for (const [name, { description }] of Object.entries(properties)) ok(description, name);
    }
  });
});
