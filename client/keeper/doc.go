// Package keeper sends what is due in alliances and anybody may send: nobody has to
// remember it, and no vote waits for somebody to look.
//
//	what is due                                    from when
//	PutToVote      it has its sponsors             the discussion is over, until it expires
//	Decide         the outcome is certain          the vote that made it so
//	               voting has closed               the close
//	               it was never put to the vote    its expiry
//	Enact          it was accepted                 its timelock is over
//	EndMembership  the membership is over          its date, or the end of the alliance that the member is
//	SealEpoch      an epoch is closed              its closing
//	CloseEpoch     membership has changed, or      the change has settled, and the last seal is older than
//	               a suspension has lifted         the charter's record date
//
// The last is due so that whoever files a proposal next need not seal first: from then
// on the rules refuse to vote by the last seal (SEAL_STALE). A change settles for a few
// seconds, so that one seal takes what came together. What a member did to its own
// affiliate group makes no seal old, and closes no epoch. In an alliance that is dissolved
// nothing is due: its own record says when each membership ended.
//
// A keeper has no choice in what it sends, since the content leaves none, and no memory:
// what is due follows from the ledger alone. So it may be killed at any moment, and any
// number of them may run, at any hosts, with no leader. Each transaction takes effect once;
// whoever comes second is answered with the first time, and says nothing. Keepers lag a
// deadline each by a moment of its own, so that they seldom meet.
//
//	events ─► what has to be read again ─► books ─► plan ─► what is due now ─► Submit
//	                    ▲                                          │
//	                    └──────────────────────────────────────────┘
//
// It sleeps until an event or the next deadline. What may never happen: that it sends
// before the deadline by its own clock, which is the one that the ledger takes; that it asks
// or sends on and on what was refused or failed, since each pause is twice the last one; that
// one alliance which cannot be read keeps the others waiting.
package keeper
