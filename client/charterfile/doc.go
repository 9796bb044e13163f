// Package charterfile reads charters that people write, and tests them as data: a
// lawyer says which members vote how and what must come of it, and needs no
// program for that.
//
//	NAME.yaml       the charter              Read ─► File: the charter, its defects with their lines
//	NAME.test.yaml  members, figures, cases  ReadCases ─► Cases ─ Run ─► Result, one a case
//
// Reading is as strict as the ledger's own, and kinder: every unknown field, wrong
// type and repeated field is reported at once, with its path and line. A case is
// decided by the steps that the ledger takes (membership.Trial): whoever may not
// vote there is refused here, with the same code.
//
// Nothing here knows a ledger, a clock or a language: what is wrong is a code with
// parameters, and the programs find the words.
package charterfile
