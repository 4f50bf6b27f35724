import base from '/work/wt-h14/vitest.config.ts';
const c: any = base; c.root='/work/wt-h14'; c.test.setupFiles=['/tmp/h14/measure.ts']; c.test.root='/work/wt-h14'; for (const p of c.test.projects) { p.test.setupFiles=['/tmp/h14/measure.ts']; p.root='/work/wt-h14'; p.test.root='/work/wt-h14'; p.extends=false; p.test.testTimeout=240000; p.test.hookTimeout=240000; }
export default c;
