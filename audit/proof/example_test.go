package proof_test

import (
	"errors"
	"fmt"
	"os"
	"time"

	"allianceregistry/audit/proof"
)

// A relying party has a policy, and is given a file.
func ExampleVerify() {
	policyText, _ := os.ReadFile("testdata/example.policy")
	file, _ := os.ReadFile("testdata/member.proof")
	policy, err := proof.ReadPolicy(policyText)
	if err != nil {
		fmt.Println(err)
		return
	}
	proved, err := proof.Verify(file, policy, time.Now(), proof.Demand{Party: "b@one"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(proved.Kind, proved.Party, proved.Alliance, proved.Epoch, proved.Member.Class, proved.Member.State)
	fmt.Println("seen by enough at", proved.By.Format(time.RFC3339))
	// Output:
	// membership b@one zgc@industry 2 general active
	// seen by enough at 2026-03-01T09:01:00Z
}

// A file that proves nothing says why.
func ExampleVerify_refused() {
	policyText, _ := os.ReadFile("testdata/demanding.policy")
	file, _ := os.ReadFile("testdata/member.proof")
	policy, _ := proof.ReadPolicy(policyText)
	_, err := proof.Verify(file, policy, time.Now(), proof.Demand{})
	var why *proof.Error
	if errors.As(err, &why) {
		fmt.Println(why.Reason)
	}
	// Output: TOO_FEW_WITNESSES
}
