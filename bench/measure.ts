import type { Case, Figures } from './case.ts';
import { type Loader, startLoader } from './loader.ts';
import type { Subject, SubjectKind } from './subject.ts';

export interface Pace {
  readonly rounds: number;
  readonly ms: number;
  readonly warmUps: number;
}

export interface Measured {
  readonly subject: string;
  readonly windows: readonly Figures[];
}

/** One case set up on one subject, with what has to be taken down. */
interface Stage {
  readonly name: string;
  window(): Promise<Figures>;
  close(): Promise<void>;
}

type SetUp = (kind: SubjectKind) => Promise<Stage>;
type Progress = (text: string) => void;

/** Windows of one case on every subject, in turns: A B A B. */
export async function measure(
  one: Case,
  kinds: readonly SubjectKind[],
  pace: Pace,
  progress: Progress,
): Promise<Measured[]> {
  const shared = new Map<string, number>();
  const setUp: SetUp = (kind) => stageOn(one, kind, pace.ms, shared);
  const rounds = one.fresh === true ? freshRounds : keptRounds;
  const all = await rounds(kinds, setUp, pace, progress);
  return kinds.map(({ name }, index) => ({ subject: name, windows: all.map((round) => round[index] ?? {}) }));
}

/** Both subjects stay up through all rounds. */
async function keptRounds(kinds: readonly SubjectKind[], setUp: SetUp, pace: Pace, progress: Progress) {
  const stages: Stage[] = [];
  try {
    for (const kind of kinds) stages.push(await setUp(kind));
    for (let turn = 1; turn <= pace.warmUps; turn += 1)
      await round(stages, `warm-up ${turn}/${pace.warmUps}`, progress);
    const all: Figures[][] = [];
    while (all.length < pace.rounds) all.push(await round(stages, `round ${all.length + 1}/${pace.rounds}`, progress));
    return all;
  } finally {
    for (const stage of stages) await stage.close();
  }
}

async function round(stages: readonly Stage[], title: string, progress: Progress): Promise<Figures[]> {
  const figures: Figures[] = [];
  for (const stage of stages) {
    progress(`${title}, ${stage.name}`);
    figures.push(await stage.window());
  }
  return figures;
}

/** A process for one window alone. */
async function freshRounds(kinds: readonly SubjectKind[], setUp: SetUp, pace: Pace, progress: Progress) {
  const all: Figures[][] = [];
  while (all.length < pace.rounds) {
    const figures: Figures[] = [];
    for (const kind of kinds) {
      progress(`round ${all.length + 1}/${pace.rounds}, ${kind.name}`);
      const stage = await setUp(kind);
      figures.push(await stage.window().finally(() => stage.close()));
    }
    all.push(figures);
  }
  return all;
}

async function stageOn(one: Case, kind: SubjectKind, ms: number, shared: Map<string, number>): Promise<Stage> {
  const subject: Subject = await kind.start(one.settings ?? {});
  const loaders: Loader[] = [];
  const loader = (): Loader => {
    const started = startLoader();
    loaders.push(started);
    return started;
  };
  const close = async (): Promise<void> => {
    for (const started of loaders) await started.stop();
    await subject.stop();
  };
  try {
    return { name: kind.name, window: await one.open({ subject, ms, loader, shared }), close };
  } catch (error) {
    await close();
    throw error;
  }
}
