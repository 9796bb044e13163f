// Package console shows in a browser what an index has: alliances with their rules and
// rosters, parties with their history, proposals with their votes, the chain and what was
// found in it. It reads, and changes nothing.
//
//	request ─► Console ─► reader: one request, in one language
//	                        ├─► index      what was recorded, and when
//	                        ├─► membership what the rules answer, from the index's records
//	                        └─► web.Site   a page of pages/, in the layout that all have
//
// A file is about one noun, and so is the page beside it: proposal.go and
// pages/proposal.html.
//
// What may never happen: that a page says something without saying up to which block it
// was verified; that a text of somebody's is markup, or passes for a sentence of ours;
// that an answer is cut short and does not say so.
package console
