package text

import "slices"

// Sectors are the sectors that have words in each language, under the keys sector.X:
// those of the examples. An alliance may have any other, in its own words.
func Sectors() []string {
	return []string{
		"adoption and education", "copyright", "ecosystem funding", "enterprise platforms", "finance", "industry",
		"internet of things", "liquor", "medical finance", "petrochemicals", "policy", "professional body",
		"supply chain", "technology", "telecommunications",
	}
}

// Sector is what an alliance is about: a well-known sector in this language, any
// other as it is recorded.
func (t *Text) Sector(recorded string) string {
	if t.coded || !slices.Contains(Sectors(), recorded) {
		return recorded
	}
	return t.Say("sector."+recorded, nil)
}
