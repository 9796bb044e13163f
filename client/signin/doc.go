// Package signin lets several people act behind one server, each by a key of their own.
//
//	people file ─► Read ─► Match: whose profile and key is whose
//	                          │
//	browser ─► Gate ─► signed in? ──no──► certificate ─────────────► web.Sessions.Begin
//	             │                        OpenID Connect ─► provider ─┘
//	             └──yes─► the pages of that person, which act by that person's client
//
// A person is known by a certificate that a given authority issued, or by an account with a
// provider of OpenID Connect. Each has one profile and one key, and the server has one set of
// pages for each: what one prepared, another's pages do not have.
//
// What may never happen: that two people act by one key; that somebody acts who is in no line
// of the file, or whom two lines fit; that a session outlives the certificate by which it was
// begun, or goes on without it; that what a provider says counts which was said to another
// program, in another flow, or a second time; that a page of another origin signs somebody in;
// that who knows the address of somebody's calendar, which is all that is read without signing in,
// can do more than read it; that a secret stands in the log.
package signin
