// Package notice tells the people of a party what awaits it, before it is too late: by
// mail, in their language, at once or once a day.
//
//	Inbox ─► tasks ─► Person.due ─► what was not said yet ─► Mail ─► Book
//	  ▲                                    ▲                           │
//	events, time                           └───────────────────────────┘
//
// What awaits a party is what client.Inbox says, asked with the party's own key: a vote,
// a sponsorship, an agreement to accept, dues, a renewal, a veto. Addresses of people stay
// in a file of the party's; nothing of it goes to the ledger.
//
// A notice is known by what it is about, so it is the same one however often the task is
// read, and a Book says which were sent. A person gets each once: when the task is new, and
// again at the reminders asked for.
//
// The same tasks, and when memberships are due for renewal and over, are also given as a
// calendar (iCalendar, RFC 5545). An entry keeps its UID: a program that reads the calendar again
// moves it and does not double it.
//
// # What may never happen
//
//   - A notice is lost: what the mail server did not take is sent again, also after hours,
//     and after a kill at any moment.
//   - A notice comes more than twice. Where a kill or a broken line leaves it open whether
//     the server took one, it is sent a second time, and no third time.
//   - A text of somebody else's becomes a header, or a line that looks like ours; or ends an
//     entry of a calendar and begins another.
//   - A password goes over a network in the clear, or into a log.
package notice
