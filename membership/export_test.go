package membership

import "strconv"

// What the tests in package membership_test need of the inside.

// The checks of identifiers, for their property tests and fuzz targets.
var (
	CheckLEI     = checkLEI
	CheckUSCC    = checkUSCC
	CheckCountry = checkCountry
	CheckSlug    = checkSlug
	CheckRequest = checkRequest
	CheckDigest  = checkDigest
	CheckText    = checkText
)

// The bounds that only a filled ledger can reach.
const (
	MaxAuthorities = maxAuthorities
	MaxTally       = maxTally
	MaxNames       = maxNames
	MaxDepth       = maxDepth
	MaxExpressions = maxExpressions
	MaxAmount      = maxAmount
	MaxEpoch       = maxEpoch
	Countries      = countries
)

// Evaluate works out an expression.
func (e Expression) Evaluate(tally Tally) Explanation {
	return e.evaluate(func(Expression) counts {
		rest := int64(tally.Electorate - tally.For - tally.Against - tally.Abstain)
		return counts{
			sides: sides{int64(tally.For), int64(tally.Against), int64(tally.Abstain)}, electorate: int64(tally.Electorate),
			hosts: tally.Hosts, firm: tally.Hosts, voters: tally.Electorate, voted: tally.For + tally.Against + tally.Abstain,
			coming: int(max(0, rest)),
			open:   []opening{{rest: max(0, rest), up: anySide}},
		}
	})
}

// BlocsOf gathers voters into blocs.
var BlocsOf = blocsOf

// ValidateFor validates a charter for so many founders.
func (c Charter) ValidateFor(founders int) error {
	var ids []string
	for i := range founders {
		ids = append(ids, "f"+strconv.Itoa(i)+"@host-"+strconv.Itoa(i))
	}
	return c.Validate(c.FoundedBy(ids, nil))
}

// ValidateExpression checks an expression as a charter's rule does.
func ValidateExpression(e Expression) error {
	met, f := 0, &faults{}
	e.validate(f, Charter{}, "pass", 1, &met)
	return f.err()
}

// Parse reads an amount.
func (a Amount) Parse() (numerator, denominator int64, ok bool) { return a.parse() }

// RecordVersion is the schema that every record carries.
const RecordVersion = schema

// recoders read a record of each object and write it again.
var recoders = map[string]func([]byte) ([]byte, error){
	"party": recode[Party], "authority": recode[Authority], "request": recode[request], "alliance": recode[Alliance],
	"charter": recode[CharterVersion], "consent": recode[Given], "membership": recode[Membership], "version": recode[Membership],
	"belonging": recode[belonging], "proposal": recode[Proposal], "agenda": recode[listing], "application": recode[application],
	"endorsement": recode[Endorsement], "decision": recode[Decision], "sponsorship": recode[Endorsement],
	"epoch": recode[Epoch], "closing": recode[Closing], "change": recode[Change], "seal": recode[Seal], "sealed": recode[sealed],
	"partyversion": recode[Party], "recovery": recode[Recovery], "mandate": recode[Mandate], "claim": recode[Claim],
	"attestation": recode[Attestation], "enrollment": recode[enrollment], "draft": recode[Draft],
	"enactment": recode[Enactment], "endorsementversion": recode[Endorsement], "acceptance": recode[Acceptance],
	"introduction": recode[Introduction], "payment": recode[Payment], "figure": recode[RecordedFigure],
	"figureversion": recode[RecordedFigure], "seat": recode[Seat], "seatversion": recode[Seat], "recognition": recode[Recognition],
	"resolution": recode[Resolution], "claimant": recode[claimant],
	"affiliate": recode[affiliate], "affiliation": recode[Affiliation], "regrouping": recode[Change],
}

// Recode decodes a record strictly and encodes it again.
func Recode(object string, value []byte) ([]byte, error) { return recoders[object](value) }

func recode[R any](value []byte) ([]byte, error) {
	var record R
	if err := Decode(value, &record); err != nil {
		return nil, err
	}
	return encode(record)
}

// ClaimID is the id of a party's claim.
func ClaimID(party, request string) string { return recordID("claim", party, request) }

// Keys of the ledger that the tests write to by hand.
var (
	AuthorityKey   = authorityKey
	EndorsementKey = endorsementKey
	MembershipKey  = membershipKey
	ProposalKey    = proposalKey
	ChangeKey      = changeKey
	ClaimKey       = claimKey
)

// By is the ballot counted by the rules of a version.
func (b Ballot) By(engine string) Ballot {
	b.engine = engine
	return b
}

// The bound of an examination.
const MaxExamination = maxExamination

// Work lists a charter's faults by the rules of a version, and what the examination took.
func (c Charter) Work(among Composition, engine string) ([]Fault, int) {
	f, work := &faults{engine: engine}, 0
	if c.validateForm(f); len(f.list) == 0 {
		work = c.examine(f, among)
	}
	return f.list, work
}

// Accepts tells whether a ballot is accepted, without an explanation.
func (b Ballot) Accepts() bool { return b.accepts() }

// Assured tells whether a charter's rule is assured, and what a search finds that has work
// without end.
func (c Charter) Assured(key Action, among Composition) (assured bool, found []Fault) {
	x := c.examination(Engine, key, among, 1<<50)
	x.gather(among)
	if x.ballot(x.everybody(), nobody, nil).Electorate == nil {
		return false, nil
	}
	f := &faults{engine: Engine}
	x.search(f, "")
	return x.assured(), f.list
}
