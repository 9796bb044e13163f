// Package election counts elections: several candidates for one seat or more. It knows
// ballots and candidates, and nothing of ledgers, members or charters.
//
// A ballot lists candidates. Under Plurality and Approval these are marks, whose order
// says nothing; under InstantRunoff and STV they are ranked, the best first.
//
// STV is the weighted inclusive Gregory method with the Droop quota, as the Scottish Local
// Government Elections Order 2007 (SSI 2007/42) has it for Scotland's councils: a surplus
// is transferred at once, the largest first, from all votes of who has it and at a value
// that is the vote's own times the surplus over all that the candidate has; without a
// surplus the last candidate is excluded, and its votes pass on at the value that they
// have. It differs from the Order in three things: fractions are exact, where the Order
// cuts them off after five places; what the Order has decided by lot is decided by the
// order of candidates, or not at all; and whom no ballot names is not elected.
// InstantRunoff is the same for one seat.
//
// The order of ballots makes no difference, and the same votes give the same result
// everywhere: there is no rounding, no clock and no chance. The work is bounded by ballots
// times candidates; what bounds the fractions stands with maxBits.
package election
