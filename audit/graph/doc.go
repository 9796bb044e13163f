// Package graph draws pictures of what the ledger says, as SVG: who vouched for
// whom, and how many members of each class there were over time.
//
// A picture is a file that stands alone: no script, nothing from outside, labels
// as text that can be searched. The same data gives the same bytes.
package graph
