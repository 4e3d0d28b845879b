#!/usr/bin/env node
import { run } from './run.ts';

// Not by itself: what a leaving server still waits for must not keep the process.
process.exit(await run(process.argv.slice(2)));
