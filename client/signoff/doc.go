// Package signoff has a party's acts wait for a second person, where the party wants it.
//
//	Prepare ─► waiting ─► Approve, by another ─► approved ─► signed, by who prepared it
//	             │  └──► Reject, by either
//	             └─────► expired
//
// A Rule says which acts of a party need it, and who may approve. What waits lies in a folder,
// a file each, and outlives the program. What is signed is, byte for byte, what the second
// person was shown: a digest over it, and over whose it is, goes with the approval.
//
// An act that is over stays for a while (Kept), and is removed when the desk is opened, or the next
// act is prepared.
//
// The Desk stands before the ledger: Client gives each person a client whose ledger refuses to
// sign what a rule names, by whatever page or request it comes, unless the Desk itself is
// sending it.
//
// What may never happen: that somebody approves what is their own; that what was changed after
// it was shown is signed; that one approval signs twice; that it is signed after its time; that
// what waits is removed. It does not keep who holds a key elsewhere from signing alone there.
package signoff
