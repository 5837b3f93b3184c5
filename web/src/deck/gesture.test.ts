// @vitest-environment node
import { describe, expect, it } from 'vitest';

import { decide, kFlickWay, kLongestThreshold, leaning, threshold } from './gesture.ts';

const kWidth = 360;

describe('letting go of a card', () => {
  it('decides by how far it was pulled when it was slow', () => {
    const far = threshold(kWidth);
    expect(decide({ dx: far, dy: 0, vx: 0 }, kWidth)).toBe('right');
    expect(decide({ dx: -far, dy: 0, vx: 0 }, kWidth)).toBe('left');
    expect(decide({ dx: far - 1, dy: 0, vx: 0 }, kWidth)).toBeNull();
    expect(decide({ dx: 0, dy: 0, vx: 0 }, kWidth)).toBeNull();
  });

  it('takes a short flick as a decision', () => {
    expect(decide({ dx: kFlickWay, dy: 0, vx: 1 }, kWidth)).toBe('right');
    expect(decide({ dx: -kFlickWay, dy: 0, vx: -1 }, kWidth)).toBe('left');
    expect(decide({ dx: kFlickWay - 1, dy: 0, vx: 1 }, kWidth)).toBeNull();
  });

  it('takes a flick back as a change of mind, however far the card was', () => {
    expect(decide({ dx: 300, dy: 0, vx: -1 }, kWidth)).toBeNull();
    expect(decide({ dx: -300, dy: 0, vx: 1 }, kWidth)).toBeNull();
  });

  it('asks no more of a wide screen than a thumb can do', () => {
    expect(threshold(2000)).toBe(kLongestThreshold);
  });

  it('leans in proportion, and no further than decided', () => {
    expect(leaning(threshold(kWidth) / 2, kWidth)).toBeCloseTo(0.5);
    expect(leaning(9999, kWidth)).toBe(1);
    expect(leaning(-9999, kWidth)).toBe(-1);
  });
});
