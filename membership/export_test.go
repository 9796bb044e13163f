package membership

import "allianceregistry/membership/form"

// What the tests in package membership_test need of the inside.

// The bounds that only a filled ledger can reach.
const (
	MaxAuthorities = maxAuthorities
	MaxTally       = maxTally
	MaxEpoch       = maxEpoch
)

// RecordVersion is the schema that every record carries.
const RecordVersion = form.Schema

// recoders read a record of each object and write it again.
var recoders = map[string]func([]byte) ([]byte, error){
	"party": recode[Party], "authority": recode[Authority], "request": recode[request], "alliance": recode[Alliance],
	"charter": recode[CharterVersion], "consent": recode[Given], "membership": recode[Membership], "version": recode[Membership],
	"belonging": recode[belonging], "proposal": recode[Proposal], "agenda": recode[listing], "application": recode[application],
	"endorsement": recode[Endorsement], "decision": recode[Decision], "sponsorship": recode[Endorsement],
	"epoch": recode[Epoch], "closing": recode[Closing], "change": recode[Change], "seal": recode[Seal], "sealed": recode[sealed], "suspension": recode[suspension],
	"partyversion": recode[Party], "recovery": recode[Recovery], "mandate": recode[Mandate], "claim": recode[Claim],
	"attestation": recode[Attestation], "enrollment": recode[enrollment], "draft": recode[Draft],
	"enactment": recode[Enactment], "endorsementversion": recode[Endorsement], "acceptance": recode[Acceptance],
	"introduction": recode[Introduction], "payment": recode[Payment], "figure": recode[RecordedFigure],
	"figureversion": recode[RecordedFigure], "seat": recode[Seat], "seatversion": recode[Seat], "recognition": recode[Recognition],
	"resolution": recode[Resolution], "claimant": recode[claimant],
	"nomination": recode[Nomination], "succeeding": recode[SuccessionConsent],
	"invitation": recode[Invitation], "invitationversion": recode[Invitation], "invitee": recode[Invitation],
	"root": recode[rosterRoot], "branch": recode[rosterBranch],
	"affiliate": recode[affiliate], "affiliation": recode[Affiliation], "regrouping": recode[Change], "host": recode[Host],
	"proxy": recode[Proxy], "proxyversion": recode[Proxy], "holding": recode[Proxy], "representation": recode[representation],
	"meeting": recode[Meeting], "meetinglist": recode[meetingListing], "item": recode[agendaEntry], "attendance": recode[Attendance],
	"held": recode[heldVote], "presence": recode[Presence], "confirmation": recode[Confirmation], "confirmationduty": recode[confirmationDuty], "waiver": recode[Waiver],
}

// Recode decodes a record strictly and encodes it again.
func Recode(object string, value []byte) ([]byte, error) { return recoders[object](value) }

func recode[R any](value []byte) ([]byte, error) {
	var record R
	if err := form.Decode(value, &record); err != nil {
		return nil, err
	}
	return form.Encode(record)
}

// ClaimID is the id of a party's claim.
func ClaimID(party, request string) string { return recordID("claim", party, request) }

// Keys of the ledger that the tests write to by hand.
var (
	EndorsementKey = endorsementKey
	ChangeKey      = changeKey
	ClaimKey       = claimKey
)
