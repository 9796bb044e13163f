// Package membership holds the registry's rules: who may become a member of an
// alliance, who may say so, and what is recorded when they do.
//
// It is the one place where those rules stand. Every peer that endorses a
// transaction runs them, the clients' in-memory ledger runs them, and whoever
// audits the ledger runs them again. For that to work the rules are pure: they
// import the standard library and golang.org/x/text only, and nothing but their
// arguments decides an outcome: no clock, no randomness, no order of a map, no
// floating point, no goroutine, no global that changes.
//
// # Rooms
//
// Each imports only those above it:
//
//	refusal     how the rules say no: codes and parameters
//	form        what a single value must look like, and how a record is written
//	merkle      a tree of which one hash says everything, for the roots of seals
//	charter     a charter and what it means: electorate, counting, certainty, validation
//	membership  parties, alliances, joins, proposals, decisions, epochs: transactions
//	            and questions over a Store
//	memledger   a ledger in memory to run them on, with Fabric's conflicts
//
// # Words
//
// A party is a legal or natural person under one stable id, slug@host. It acts
// through authorities: keys enrolled at a host, a host being an organization of
// the Fabric network. An alliance is a consortium with a charter; its founders
// consent, then it is open. A party applies by a join, which files a proposal
// to admit; members record endorsements on it (for, against, abstain); the
// decision follows the charter's rule; a membership begins, and later ends. A
// membership is never deleted: it has periods, and each version is kept. Changes
// of membership belong to epochs; a closed epoch's seal fixes the roster that
// proposals are voted by.
//
// # Shape
//
//	Transaction (RegisterParty, FoundAlliance, Join, Endorse, Decide, Leave …)
//	     │  Apply(store, tx, transaction)
//	     ▼
//	form checked ─► authority of the caller ─► request seen before? ─► the rule ─► records, one Event
//
// Apply is the only door through which anything is written, Ask the only one
// through which anything is asked. What the rules need of a ledger is Store.
// They refuse with a *refusal.Error; any other error is the store's, and says
// nothing about the request.
//
// # What may never happen
//
//   - A record is written without a known, active key of the party that acts.
//   - A request takes effect twice, or its id stands for two contents.
//   - A vote is committed after its decision.
//   - A record is deleted, or its time runs backwards.
package membership
