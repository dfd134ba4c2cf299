import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ASSIGNMENT_EVENT,
  ASSIGNMENT_STATE,
  assignmentDiagram,
  assignmentSourcesOf,
  transitionAssignment,
} from './assignmentStates.ts';
import { ConsensusError } from './consensusError.ts';
import { JOB_EVENT, JOB_STATE, jobDiagram, jobSourcesOf, transitionJob } from './jobStates.ts';

const assignmentStates = Object.values(ASSIGNMENT_STATE);
const assignmentEvents = Object.values(ASSIGNMENT_EVENT);

describe('assignment states', () => {
  it('leads every legal event where the design says, and no other event anywhere', () => {
    const legal = assignmentStates.flatMap((state) =>
      assignmentEvents.flatMap((event) =>
        assignmentSourcesOf(event).includes(state)
          ? [`${state} ${event} ${transitionAssignment(state, event)}`]
          : [],
      ),
    );
    expect(legal).toEqual([
      'leased submit submitted',
      'leased reject rejected',
      'leased expire expired',
      'leased giveBack returned',
      'leased revoke revoked',
      'submitted agree agreed',
      'submitted reject rejected',
      'expired submit submitted',
      'revoked submit submitted',
    ]);
  });

  it('throws on exactly the pairs that assignmentSourcesOf leaves out', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...assignmentStates),
        fc.constantFrom(...assignmentEvents),
        (state, event) => {
          const act = () => transitionAssignment(state, event);
          if (assignmentSourcesOf(event).includes(state)) expect(assignmentStates).toContain(act());
          else expect(act).toThrow(ConsensusError);
        },
      ),
    );
  });

  it('names state and event in the error', () => {
    expect(() => transitionAssignment('agreed', 'expire')).toThrow(
      expect.objectContaining({
        code: 'illegalTransition',
        message: expect.stringMatching(/'agreed'.*'expire'/),
      }),
    );
  });

  it('never leaves a verdict', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('agreed' as const, 'rejected' as const),
        fc.constantFrom(...assignmentEvents),
        (state, event) => {
          expect(() => transitionAssignment(state, event)).toThrow(ConsensusError);
        },
      ),
    );
  });
});

describe('job states', () => {
  it('closes an open job once', () => {
    expect(transitionJob('open', 'agree')).toBe('agreed');
    expect(transitionJob('open', 'fail')).toBe('failed');
    for (const state of Object.values(JOB_STATE)) {
      for (const event of Object.values(JOB_EVENT)) {
        if (state !== 'open') expect(() => transitionJob(state, event)).toThrow(ConsensusError);
        expect(jobSourcesOf(event)).toEqual(['open']);
      }
    }
  });
});

describe('diagrams', () => {
  it('draws one edge per transition and marks final states', () => {
    expect(jobDiagram()).toBe(
      [
        'stateDiagram-v2',
        '  [*] --> open',
        '  open --> agreed: agree',
        '  open --> failed: fail',
        '  agreed --> [*]',
        '  failed --> [*]',
      ].join('\n'),
    );
    expect(assignmentDiagram()).toContain('  expired --> submitted: submit\n');
    expect(assignmentDiagram().split('\n')).toHaveLength(2 + 9 + 3);
  });
});
