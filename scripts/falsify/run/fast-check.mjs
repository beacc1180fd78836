import fc from 'fast-check'

// One seed makes a run repeatable. A counterexample is not made smaller: that takes longer than finding it.
fc.configureGlobal({ ...fc.readConfigureGlobal(), endOnFailure: true, seed: Number(process.env.TORSOR_SEED) })
