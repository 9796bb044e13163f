package client_test

import (
	"context"
	"fmt"
	"time"

	"allianceregistry/client"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/memledger"
)

// Lists are read page by page behind one call.
func ExampleClient_Alliances() {
	ibm := founded(memledger.New())
	for _, alliance := range must(ibm.Alliances(context.Background())) {
		fmt.Println(alliance.ID, alliance.Names["en"], alliance.Status)
	}
	// Output: hyperledger@industry Hyperledger open
}

// Founders sit in the organs for which the charter says so.
func ExampleClient_Seats() {
	ibm := foundedComplete(memledger.New())
	for _, seat := range must(ibm.Seats(context.Background(), "hyperledger@industry", "board")) {
		fmt.Println(seat.Party, seat.Over)
	}
	// Output: ibm@industry false
}

// A mandate lets a member act for its alliance until a day.
func ExampleClient_Mandates() {
	ibm := foundedComplete(memledger.New())
	pass(ibm, membership.Propose{
		Action: charter.MandateAction, Subject: "ibm@industry", Until: time.Now().AddDate(1, 0, 0),
	})
	for _, mandate := range must(ibm.Mandates(context.Background(), "hyperledger@industry")) {
		fmt.Println(mandate.Party, mandate.Over)
	}
	// Output: ibm@industry false
}

// A figure is recorded by whom the charter names, and each version of it is kept.
func ExampleClient_Figures() {
	ctx := context.Background()
	ibm := foundedComplete(memledger.New())
	must(ibm.Submit(ctx, membership.RecordFigure{
		Request: client.NewRequest(), Alliance: "hyperledger@industry", Figure: "attendance", Value: 12, Note: "March",
	}))
	for _, figure := range must(ibm.Figures(ctx, "hyperledger@industry", "attendance")) {
		fmt.Println(figure.Version, figure.Value, figure.Note)
	}
	// Output: 1 12 March
}

// One alliance recognizes another by a decision of its own.
func ExampleClient_Recognitions() {
	ibm := foundedComplete(memledger.New())
	found(ibm, "openchain", "OpenChain", plain())
	pass(ibm, membership.Propose{Action: charter.Recognize, Subject: "openchain@industry"})
	for _, recognition := range must(ibm.Recognitions(context.Background(), "hyperledger@industry")) {
		fmt.Println(recognition.Other, recognition.Over)
	}
	// Output: openchain@industry false
}
