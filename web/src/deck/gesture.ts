import { useEffect, useRef, type RefObject } from 'react';

export type Direction = 'left' | 'right';

export interface Pull {
  /** Pixels from where the finger went down. */
  dx: number;
  dy: number;
  /** Pixels per millisecond, sideways, over the last moment. */
  vx: number;
}

/** Share of the card's width that a slow pull must cover. */
export const kThresholdShare = 0.3;
export const kLongestThreshold = 130;
/** A flick counts from this speed, in pixels per millisecond, and this way. */
export const kFlickSpeed = 0.55;
export const kFlickWay = 36;
/** Movement that decides between a swipe and scrolling. */
const kSlop = 8;

export function threshold(width: number): number {
  return Math.min(kLongestThreshold, width * kThresholdShare);
}

/** What letting go here means; null puts the card back. A flick against the pull is a change of mind. */
export function decide({ dx, vx }: Pull, width: number): Direction | null {
  const side: Direction = dx > 0 ? 'right' : 'left';
  const along = Math.sign(vx) === Math.sign(dx);
  if (Math.abs(vx) >= kFlickSpeed) return along && Math.abs(dx) >= kFlickWay ? side : null;
  return Math.abs(dx) >= threshold(width) ? side : null;
}

/** How far towards a decision, from -1 (left) to 1 (right). */
export function leaning(dx: number, width: number): number {
  return Math.max(-1, Math.min(1, dx / threshold(width)));
}

export function transformFor(dx: number, dy: number, width: number): string {
  const tilt = Math.max(-14, Math.min(14, (dx / Math.max(width, 1)) * 16));
  return `translate3d(${dx}px, ${dy}px, 0) rotate(${tilt}deg)`;
}

const kSlowestFlightMs = 260;
const kFastestFlightMs = 120;

/** How long a card takes to leave over `way` pixels when it was let go at `speed`: it keeps its speed, within reason. */
export function flightMs(way: number, speed: number): number {
  if (speed <= 0) return kSlowestFlightMs;
  return Math.round(Math.max(kFastestFlightMs, Math.min(kSlowestFlightMs, way / speed)));
}

export interface GestureHandlers {
  /** Each frame while the card follows the finger. */
  move(pull: Pull): void;
  /** Let go: a decision, or null to put it back; with the speed in pixels per millisecond. */
  release(direction: Direction | null, speed: number): void;
}

/** Makes an element follow a finger, pen or mouse sideways. Vertical movement is left to scrolling. */
export function useSwipeGesture(element: RefObject<HTMLElement | null>, enabled: boolean, handlers: GestureHandlers): void {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });

  useEffect(() => {
    const node = element.current;
    if (node === null || !enabled) return;
    let start: { id: number; x: number; y: number } | null = null;
    let swiping = false;
    let trail: { x: number; at: number }[] = [];

    const speed = (): number => {
      const last = trail.at(-1);
      const first = trail.find((point) => last !== undefined && last.at - point.at <= 80);
      if (last === undefined || first === undefined || last.at === first.at) return 0;
      return (last.x - first.x) / (last.at - first.at);
    };
    const pull = (event: PointerEvent): Pull => ({
      dx: event.clientX - (start?.x ?? event.clientX),
      dy: event.clientY - (start?.y ?? event.clientY),
      vx: speed(),
    });

    const down = (event: PointerEvent) => {
      if (start !== null || !event.isPrimary || event.button !== 0) return;
      if (event.target instanceof Element && event.target.closest('a, button, input, select, textarea') !== null) return;
      start = { id: event.pointerId, x: event.clientX, y: event.clientY };
      swiping = false;
      trail = [{ x: event.clientX, at: event.timeStamp }];
    };
    const move = (event: PointerEvent) => {
      if (start === null || event.pointerId !== start.id) return;
      trail = [...trail.slice(-8), { x: event.clientX, at: event.timeStamp }];
      const now = pull(event);
      if (!swiping) {
        if (Math.abs(now.dx) < kSlop && Math.abs(now.dy) < kSlop) return;
        if (Math.abs(now.dy) > Math.abs(now.dx)) {
          start = null;
          return;
        }
        swiping = true;
        node.setPointerCapture(event.pointerId);
      }
      event.preventDefault();
      latest.current.move(now);
    };
    const up = (event: PointerEvent) => {
      if (start === null || event.pointerId !== start.id) return;
      trail = [...trail.slice(-8), { x: event.clientX, at: event.timeStamp }];
      const now = pull(event);
      const moved = swiping;
      start = null;
      swiping = false;
      if (!moved) return;
      // The click that ends a pull is no click on the card.
      node.addEventListener('click', stop, { capture: true, once: true });
      setTimeout(() => node.removeEventListener('click', stop, true), 0);
      latest.current.release(decide(now, node.offsetWidth), now.vx);
    };
    const stop = (event: Event) => event.stopPropagation();
    const cancel = (event: PointerEvent) => {
      if (start === null || event.pointerId !== start.id) return;
      const moved = swiping;
      start = null;
      swiping = false;
      if (moved) latest.current.release(null, 0);
    };

    node.addEventListener('pointerdown', down);
    node.addEventListener('pointermove', move);
    node.addEventListener('pointerup', up);
    node.addEventListener('pointercancel', cancel);
    return () => {
      node.removeEventListener('pointerdown', down);
      node.removeEventListener('pointermove', move);
      node.removeEventListener('pointerup', up);
      node.removeEventListener('pointercancel', cancel);
    };
  }, [element, enabled]);
}
