// Command determinism reports what could make two peers disagree.
//
//	determinism [-exclude SUFFIX] packages
//
// Each endorsing peer runs the same transaction on its own machine, and the
// ledger takes the result only if all of them wrote the same bytes. So the
// rules and the contract must not look at a clock, chance, the machine, the
// order of a map or another goroutine, must not compute in floating point, and
// must not remember anything from one transaction to the next. A mistake of
// this kind passes every test on one peer, and is found only when a transaction
// fails on a real network, sometimes.
//
// Test files are not checked. A line that is right all the same says so, on it
// or directly above it, with the reason:
//
//	//determinism:ok the result is a set, its order is never written
//
// An escape without a reason, or one that excuses nothing, is itself a finding.
//
// Limits: the check reads one package at a time and follows no calls into
// libraries, no aliases of a package's variable, and no comparison that leaves
// equal elements in the order in which a map gave them. Two endorsing peers in
// a test remain necessary.
package main

import "golang.org/x/tools/go/analysis/singlechecker"

func main() {
	singlechecker.Main(newAnalyzer())
}
