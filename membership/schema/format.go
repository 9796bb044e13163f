package schema

import (
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
	"allianceregistry/membership/form"
)

// The names of what a text can hold; what each must look like is in formats.
const (
	id       = "ID"
	hostID   = "HostID"
	slug     = "Slug"
	requests = "RequestID"
	records  = "RecordID"
	digest   = "Digest"
	country  = "Country"
	lei      = "LEI"
	uscc     = "USCC"
	length   = "Duration"
	zone     = "Zone"
	amount   = "Amount"
	instant  = "Time"
	date     = "Date"
	moment   = "Moment"
	occasion = "Occasion"
	names    = "Names"
	weights  = "Weights"
)

// The patterns that others are made of.
const (
	slugPattern  = `[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?`
	clockPattern = `T(?:[0-9]+H(?:[0-9]+M)?(?:[0-9]+S)?|[0-9]+M(?:[0-9]+S)?|[0-9]+S)`
	yearPattern  = `(?:[0-9]+Y(?:[0-9]+M)?|[0-9]+M)`
	dayPattern   = `[0-9]{4}-[0-9]{2}-[0-9]{2}`
	timePattern  = dayPattern + `T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})`
	// freeTime is read by ParseMoment, which forgives more than JSON's times are forgiven.
	freeTime = dayPattern + `(?:T[0-9:.,]+(?:Z|[+-][0-9]{2}:[0-9]{2}))?`
	count    = `(?:0|[1-9][0-9]{0,9})`
)

// formats are the schemas of what a text can hold, as package form checks it; and of maps.
// The patterns are of those that all of ECMAScript, Go, Python and Java read alike.
func formats() map[string]*node {
	zero, heaviest := 0, charter.MaxWeight
	return map[string]*node{
		id:       pattern(slugPattern+`@`+slugPattern+`(?:\.msp)?`, "The id of a party or an alliance: slug@host, under which host it was first registered."),
		hostID:   pattern(slugPattern+`(?:\.msp)?`, "The id of a host: the ID of its MSP, or a name that ends in .msp where that is no slug."),
		slug:     pattern(slugPattern, "1 to 63 lower-case letters, digits and inner hyphens."),
		requests: pattern(`[A-Za-z0-9._-]{1,64}`, "An id that the sender makes for a request, such as a UUID: sent again under it, the request takes effect once."),
		records:  pattern(`[0-9a-f]{24}`, "The id of a proposal or a claim, which the registry made of its sender's id and its request's."),
		digest:   pattern(`[0-9a-f]{64}`, "A SHA-256 in lower-case hex."),
		country:  pattern(`[A-Z]{2}`, "A country's code of two letters: ISO 3166-1."),
		lei:      pattern(`[A-Z0-9]{18}[0-9]{2}`, "A legal entity identifier: ISO 17442-1. The rules check its check digits too."),
		uscc:     pattern(`[0-9A-HJ-NP-RTUWXY]{18}`, "A unified social credit code: GB 32100-2015. The rules check its parts too."),
		length: {
			Type: stringType, MaxLength: 40, Pattern: `^P(?:` + yearPattern + `(?:[0-9]+D)?(?:` + clockPattern + `)?|[0-9]+D(?:` + clockPattern + `)?|` + clockPattern + `)$`,
			Description: "A length of time: P7D, PT36H, P1DT12H30M, P3M, P1Y6M. ISO 8601-1, without weeks. Years and months are those of the calendar, and refused where the length has to be fixed.",
		},
		zone:     pattern(`[+-][0-9]{2}:[0-5][0-9]`, "A time zone by its offset from UTC: +08:00."),
		amount:   pattern(count+`(?:/[1-9][0-9]{0,9})?`, "A number such as 2, or a fraction such as 2/3."),
		instant:  {Type: stringType, Format: "date-time", Pattern: `^` + timePattern + `$`, Description: "A moment: RFC 3339."},
		date:     pattern(`[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?`, "A year, a month or a day: 2026, 2026-11, 2026-11-30."),
		moment:   pattern(freeTime, "A moment of RFC 3339, or a day, which means its end in UTC."),
		occasion: pattern(`(?:0|[1-9][0-9]{0,5}|`+freeTime+`)`, "The number of an epoch, whose end is meant; a moment of RFC 3339; or a day, which means its end in UTC."),
		names: {
			Type: "object", Description: "One name by language: zh, en, or another code of two or three letters of ISO 639.",
			PropertyNames: &node{Pattern: `^[a-z]{2,3}$`}, AdditionalProperties: textOf(1, form.MaxName), MinProperties: 1, MaxProperties: form.MaxNames,
		},
		weights: {
			Type: "object", Description: "Weights by measure.",
			AdditionalProperties: &node{Type: "integer", Minimum: &zero, Maximum: &heaviest},
		},
	}
}

const stringType = "string"

func pattern(of, description string) *node {
	return &node{Type: stringType, Pattern: `^` + of + `$`, Description: description}
}

// textOf is a text of so many characters.
func textOf(least, most int) *node { return &node{Type: stringType, MinLength: least, MaxLength: most} }

func oneOf(words ...string) *node { return &node{Type: stringType, Enum: words} }

// number is a whole number within bounds.
func number(least, most int) *node { return &node{Type: "integer", Minimum: &least, Maximum: &most} }

// shareOf is what a share is taken of: votes, which are words, or a figure of the charter's.
func shareOf() *node {
	return pattern(`(?:`+string(charter.CountTakingPart)+`|`+slugPattern+`)`,
		"cast, taking part, electorate, or a figure of the charter's.")
}

// several is a list of so many; of what is said by the field's type.
func several(least, most int) *node { return &node{MinItems: least, MaxItems: most} }

// maxEpoch and maxAliases are the rules' own bounds; a test compares them.
const (
	maxEpoch   = 999_999
	maxAliases = 20
)

// positions of a member, and of whoever attests a claim.
func positions() *node {
	return oneOf(string(charter.For), string(charter.Against), string(charter.Abstain), string(charter.Sponsor))
}

func actions() *node {
	words := &node{Type: stringType}
	for _, action := range charter.Actions() {
		words.Enum = append(words.Enum, string(action))
	}
	return words
}

func onClaim() *node { return oneOf(string(membership.Attests), string(membership.Disputes)) }
