export * from './xlated.ts';
