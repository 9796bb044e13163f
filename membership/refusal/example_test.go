package refusal_test

import (
	"fmt"

	"allianceregistry/membership/refusal"
)

// A refusal crosses the ledger as a text, which other layers wrap in words of their own.
func ExampleParse() {
	wrapped := "chaincode response 500, " + refusal.New(refusal.NotAMember, "alliance", "zgc@industry", "party", "acme@industry").Error()
	denied := refusal.Parse(wrapped)
	fmt.Println(denied.Code, denied.Params["party"])
	fmt.Println(refusal.Parse("connection REFUSED by peer"))
	// Output:
	// NOT_A_MEMBER acme@industry
	// <nil>
}
