// SPDX-License-Identifier: Apache-2.0
// The machine at a glance, in one or two lines under the timeline: what each CPU does, memory, swap, load, disks, network,
// and what waits. Of captures that hold these figures, at the end of the window that the screen shows.

import type { CpuShares, HostMeters } from '../../engine/protocol/host-meters.js';
import { formatBytes } from '../format.js';
import type { Canvas } from '../paint/canvas.js';
import type { Style } from '../paint/style.js';
import type { Theme } from '../theme/theme.js';
import { type GaugePart, paintGauge } from './gauge.js';

/** Screens of this height have two lines to spare; lower ones one, and the lowest none. */
const TWO_LINES = 30;
const ONE_LINE = 18;
/** A gauge of its own for each CPU needs so many cells. */
const CPU_GAUGE = 14;
const GAUGE = 30;
const GAP = 2;
/** Percent from which a share is no longer good, and from which it is bad. */
const HIGH = 70;
const FULL = 90;

export function hostLines(width: number, height: number): number {
  if (width < 40 || height < ONE_LINE) return 0;
  return height >= TWO_LINES ? 2 : 1;
}

export function paintHost(canvas: Canvas, meters: HostMeters): void {
  if (canvas.height < 2) paintFacts(canvas, [...levelFacts(meters, canvas.theme), ...rateFacts(meters, canvas.theme)]);
  else {
    paintGauges(canvas.part(0, 0, canvas.width, 1), meters);
    paintFacts(canvas.part(0, 1, canvas.width, 1), rateFacts(meters, canvas.theme));
  }
}

interface Fact {
  readonly name: string;
  readonly text: string;
  readonly style: Style;
}

/** As many as there is room for, the first ones first. */
function paintFacts(canvas: Canvas, facts: readonly Fact[]): void {
  const { theme } = canvas;
  let x = 1;
  for (const { name, text, style } of facts) {
    const width = canvas.textWidth(name) + 1 + canvas.textWidth(text);
    if (x + width > canvas.width) return;
    x += canvas.text(x, 0, name, theme.muted) + 1;
    x += canvas.text(x, 0, text, style) + GAP;
  }
}

function levelFacts(meters: HostMeters, theme: Theme): Fact[] {
  const { cpus, memory, swap } = meters;
  const busy = mean(cpus.map(busyOf));
  return [
    { name: 'CPU', text: `${percent(busy)} ${coreLevels(cpus, theme)}`.trimEnd(), style: heat(busy, theme) },
    { name: 'mem', text: levelText(memory.total, memory.available), style: heat(usedShare(memory), theme) },
    ...((swap.total ?? 0) > 0
      ? [{ name: 'swap', text: levelText(swap.total, swap.free), style: heat(usedShare(swap), theme) }]
      : []),
  ];
}

function rateFacts({ load, cpus, disk, net, stall }: HostMeters, theme: Theme): Fact[] {
  const { inwards, outwards } = theme.glyphs;
  const stolen = mean(cpus.map((cpu) => cpu.stolen));
  const pair = (into: number | undefined, out: number | undefined): string =>
    `${inwards}${rateText(into)} ${outwards}${rateText(out)}`;
  const loads = load.map((value) => value?.toFixed(2) ?? UNKNOWN).join(' ');
  const isOver = (load[0] ?? 0) > cpus.length && cpus.length > 0;
  return [
    { name: 'load', text: loads, style: isOver ? theme.notice : theme.text },
    { name: 'disk', text: pair(disk.read, disk.written), style: theme.text },
    { name: 'net', text: pair(net.received, net.sent), style: theme.text },
    ...stallFacts(stall, theme),
    { name: 'stolen', text: percent(stolen), style: heat(stolen === undefined ? undefined : stolen * 4, theme) },
  ];
}

/** Time in which something waited for what there was too little of. */
function stallFacts({ cpu, memory, io }: HostMeters['stall'], theme: Theme): Fact[] {
  if (cpu === undefined && memory === undefined && io === undefined) return [];
  const worst = Math.max(cpu ?? 0, memory ?? 0, io ?? 0);
  const text = `cpu ${percent(cpu)} mem ${percent(memory)} io ${percent(io)}`;
  return [{ name: 'waiting for', text, style: heat(worst * 2, theme) }];
}

function paintGauges(canvas: Canvas, meters: HostMeters): void {
  const { cpus, memory, swap } = meters;
  const hasSwap = (swap.total ?? 0) > 0;
  const rest = hasSwap ? 2 : 1;
  const level = Math.min(GAUGE, Math.floor((canvas.width - 2) / (rest + 2)));
  const room = canvas.width - 2 - rest * (level + GAP);
  let x = 1;
  x += paintCpus(canvas, { x, room }, cpus) + GAP;
  const levels = [
    { name: 'mem', ...memory, rest: memory.available },
    ...(hasSwap ? [{ name: 'swp', total: swap.total, rest: swap.free, available: swap.free }] : []),
  ];
  for (const { name, total, rest: free, available } of levels) {
    const share = usedShare({ total, available });
    const parts = [{ share: share ?? 0, style: heat(share, canvas.theme) }];
    paintGauge(canvas.part(x, 0, level, 1), { name, parts, text: levelText(total, free) });
    x += level + GAP;
  }
}

/** Answers the cells that were used. */
function paintCpus(canvas: Canvas, { x, room }: { x: number; room: number }, cpus: readonly CpuShares[]): number {
  const each = Math.min(GAUGE, Math.floor((room + GAP) / Math.max(1, cpus.length)) - GAP);
  if (each >= CPU_GAUGE) {
    for (const [i, cpu] of cpus.entries()) {
      const gauge = { name: String(cpu.cpu), parts: cpuParts(cpu, canvas.theme), text: percent(busyOf(cpu)) };
      paintGauge(canvas.part(x + i * (each + GAP), 0, each, 1), gauge);
    }
    return cpus.length * (each + GAP) - GAP;
  }
  const busy = mean(cpus.map(busyOf));
  const cores = coreLevels(cpus, canvas.theme);
  const width = Math.min(GAUGE, Math.max(CPU_GAUGE, room - cores.length - 1));
  paintGauge(canvas.part(x, 0, width, 1), {
    name: 'CPU',
    parts: [{ share: busy ?? 0, style: heat(busy, canvas.theme) }],
    text: percent(busy),
  });
  const shown = Math.max(0, room - width - 1);
  canvas.text(x + width + 1, 0, cores, canvas.theme.accent, { max: shown });
  return width + 1 + Math.min(shown, cores.length);
}

function cpuParts({ user, system, waiting, stolen }: CpuShares, theme: Theme): GaugePart[] {
  return [
    { share: user ?? 0, style: theme.good },
    { share: system ?? 0, style: theme.bad },
    { share: stolen ?? 0, style: theme.notice },
    { share: waiting ?? 0, style: theme.muted },
  ];
}

/** One sign for each CPU, as high as it is busy. */
function coreLevels(cpus: readonly CpuShares[], { glyphs }: Theme): string {
  const { levels } = glyphs;
  return cpus
    .map((cpu) => levels[Math.max(1, Math.round(((busyOf(cpu) ?? 0) / 100) * (levels.length - 1)))] ?? ' ')
    .join('');
}

function busyOf({ user, system, stolen }: CpuShares): number | undefined {
  return user === undefined ? undefined : Math.min(100, user + (system ?? 0) + (stolen ?? 0));
}

function usedShare({ total, available, free = available }: Level): number | undefined {
  if (total === undefined || free === undefined || total <= 0) return undefined;
  return ((total - free) / total) * 100;
}

interface Level {
  readonly total: number | undefined;
  readonly available?: number | undefined;
  readonly free?: number | undefined;
}

const UNKNOWN = '<NA>';

function levelText(total: number | undefined, free: number | undefined): string {
  if (total === undefined || free === undefined) return UNKNOWN;
  return `${formatBytes(total - free)}/${formatBytes(total)}`;
}

function rateText(perSecond: number | undefined): string {
  return perSecond === undefined ? UNKNOWN : formatBytes(Math.round(perSecond));
}

function percent(share: number | undefined): string {
  return share === undefined ? UNKNOWN : `${Math.round(share)}%`;
}

function mean(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function heat(share: number | undefined, theme: Theme): Style {
  if (share === undefined) return theme.muted;
  return share >= FULL ? theme.bad : share >= HIGH ? theme.notice : theme.good;
}
