import { describe, expect, it } from 'vitest';
import { apiNameProblem, memberNameProblem, reservedMembers, splitMember } from '../../../src/definition/index.ts';

describe('the name of an API', () => {
  it.each(['support', 'support.case', 'customer.support.caseV2', 'a.b.c.d.e', 'a_b.c1'])('may be %s', (name) => {
    expect(apiNameProblem(name)).toBeUndefined();
  });

  it.each([
    ['', 'it is empty'],
    ['support..case', 'it has an empty segment'],
    ['.case', 'it has an empty segment'],
    ['Support.case', 'its segment "Support" does not match'],
    ['support.my-case', 'its segment "my-case" does not match'],
    ['support.case ', 'its segment "case " does not match'],
    ['support.1st', 'its segment "1st" does not match'],
    ['support.fire', 'its segment "fire" is reserved'],
    ['support.$client', 'its segment "$client" is reserved'],
    ['fälle', 'its segment "fälle" does not match'],
  ])('may not be "%s"', (name, problem) => {
    expect(apiNameProblem(name)).toContain(problem);
  });
});

describe('the name of a procedure or event', () => {
  it.each(reservedMembers)('may not be %s, which the client or JavaScript needs', (name) => {
    expect(memberNameProblem(name)).toContain('is reserved');
  });

  it('may not begin with a capital or a digit', () => {
    expect(memberNameProblem('Get')).toContain('does not match');
    expect(memberNameProblem('2nd')).toContain('does not match');
  });

  it('is split from its API at the last dot', () => {
    expect(splitMember('support.case.get')).toEqual({ api: 'support.case', member: 'get' });
    expect(() => splitMember('get')).toThrow('is not API.MEMBER');
  });
});
