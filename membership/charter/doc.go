// Package charter holds an alliance's charter and what it means: who is of which
// class, who may propose, sponsor and vote, how votes are counted and weighed, when a
// vote is decided, and whether an alliance could live by its rules at all.
//
// # Words
//
//   - A charter has classes (of members, with their rights), measures (which votes
//     are weighed by), organs (with seats), agreements, dues, figures (numbers that
//     somebody records), and one rule for each action, or for an action on one class
//     or organ.
//   - A rule has an electorate, and expressions: what must pass, what accepts in its
//     place (fallback), and what rejects whatever else is met (veto). An expression is
//     a comparison of a count with an amount, or all, any or not of others.
//   - A ballot is one vote as figures: the charter, the rule, the electorate, the
//     votes cast. Tally counts it by heads; Explain works out the rule, with the
//     count, what was needed, whether it is met, and whether that is certain: no vote
//     still to come can change it.
//   - The electorate is counted by blocs, members who are alike. Members of one
//     affiliate group may vote as one, and a cap may hold them to a share.
//   - A poll is what a vote rests on: who is recused, who is named one by one, which
//     figures are recorded. A trial is a proposal before members who are only given,
//     by which a charter is tried without a ledger.
//   - Validating a charter lists its defects, each with a path and a problem: first
//     those of its form, then those of its sense, which an examination finds out for
//     an alliance of a given composition: nobody votes, a rule that cannot be met, a
//     member who locks it by silence.
//
// # Numbers
//
// Counts are whole numbers, amounts fractions of whole numbers; there is no rounding
// and no floating point. Weights and amounts are bounded so that nothing overflows,
// and an examination by the work that it may take.
//
// # Versions
//
// Engine is the version of the rules. What version 2 counted otherwise stays here, in
// branches that say so and in files called …_two.go: decisions rest on it that are
// recorded. docs/adr/0010 and docs/adr/0012 say why the rules are as they are.
//
// # What it never does
//
// It reads no ledger and no clock, has no randomness and no state. It knows no
// records: what a proposal rests on it is given, by package membership for the ledger,
// by a trial for a charter's own tests.
package charter
