// Random choices that a seed repeats (mulberry32). What runs between them (timing of real processes) is not repeated.
export class Random {
  constructor(seed) {
    this.state = seed >>> 0;
  }
  /** A number from 0 up to 1. */
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  below(limit) {
    return Math.floor(this.next() * limit);
  }
  pick(list) {
    return list[this.below(list.length)];
  }
  chance(probability) {
    return this.next() < probability;
  }
  /** A generator of its own for a part, so that one part's choices do not shift another's. */
  fork() {
    return new Random(this.below(2 ** 32));
  }
}
