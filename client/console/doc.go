// Package console serves the pages by which a party acts: what awaits it and until when, and
// forms to join, endorse, propose, decide, renew and leave.
//
//	form ─► preview: tried, and said what will be signed ─► sign ─► receipt
//
// It acts by one key, that of the profile by which the program was started, for whoever holds
// the one-time link that the program prints: see web.Sessions. All that it does not serve
// itself it hands on to the auditor's program, which reads the whole history; without one it
// has plain pages of what a peer answers.
//
// What may never happen: that something is signed which was not shown before, since what is
// signed is what the preview kept, and the form that signs names nothing but that; that it is
// signed twice, since the preview fixed the request id and keeps the receipt; that a page of
// another origin has something signed; that a session's cookie leaves this program; that a
// script runs which is handed on.
package console
