import { defineConfig } from 'vitest/config';

// Tests assert no times: a machine that is busy with other work is given time, and what never ends is ended.
export default defineConfig({ test: { testTimeout: 60_000, hookTimeout: 120_000 } });
