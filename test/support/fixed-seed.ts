import fc from 'fast-check';

/** For mutation testing: what survives one run survives the next, too. Elsewhere every run tries other values. */
fc.configureGlobal({ seed: 1 });
