package form

import (
	"strings"

	"allianceregistry/membership/refusal"
)

// The parts of a unified social credit code (统一社会信用代码), as BAD_USCC names
// the first of them that is wrong.
const (
	usccForm         = "form"         // 18 characters of usccAlphabet
	usccRegistrar    = "registrar"    // the 1st: the department that registers
	usccClass        = "class"        // the 2nd: the class of organization, by department
	usccDivision     = "division"     // the 3rd to 8th: where it is registered
	usccOrganization = "organization" // the 9th to 17th: the organization's own code
	usccCheck        = "check"        // the 18th
)

// usccAlphabet are the characters of a unified social credit code in the order
// of their values: digits and letters without I, O, S, V, Z (GB 32100-2015).
const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// usccClasses are the classes of organization that each registering department
// has: GB 32100-2015 with its amendment 1 of 2016, and the committees of villages
// and residents, which the civil affairs departments register since 2017 (5: 4, 5).
var usccClasses = map[byte]string{ //nolint:gochecknoglobals // fixed
	'1': "1239",   // 机构编制
	'2': "19",     // 外交
	'3': "123459", // 司法行政
	'4': "19",     // 文化
	'5': "123459", // 民政
	'6': "129",    // 旅游
	'7': "129",    // 宗教
	'8': "19",     // 工会
	'9': "123",    // 工商
	'A': "19",     // 中央军委改革和编制办公室
	'N': "1239",   // 农业
	'Y': "1",      // 其他
}

// usccProvinces are the first two digits of a division: 10 for the state itself
// and the provinces of GB/T 2260; 66 and 99, which it does not have, are what
// the Production and Construction Corps of Xinjiang registers under. Counties come
// and go each year, so the other four digits may be any.
const usccProvinces = "10 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 66 71 81 82 99"

// CheckUSCC refuses with BAD_USCC what is not a unified social credit code, and
// names the part that is wrong; empty passes. Letters are capitals there too. An
// identity card's number has 18 characters as well, and every thirty-first of
// them the right check character: the parts tell them apart.
func CheckUSCC(uscc string) error {
	if uscc == "" {
		return nil
	}
	if part := wrongInUSCC(uscc); part != "" {
		return refusal.New(refusal.BadUSCC, "value", refusal.Clip(uscc), "part", part)
	}
	return nil
}

func wrongInUSCC(uscc string) string {
	for i := range len(uscc) {
		if strings.IndexByte(usccAlphabet, uscc[i]) < 0 {
			return usccForm
		}
	}
	if len(uscc) != 18 {
		return usccForm
	}
	classes, known := usccClasses[uscc[0]]
	switch {
	case !known:
		return usccRegistrar
	case strings.IndexByte(classes, uscc[1]) < 0:
		return usccClass
	case !isDivision(uscc[2:8]):
		return usccDivision
	case uscc[16] != organizationCheck(uscc[8:16]):
		return usccOrganization
	case !checksOut(uscc):
		return usccCheck
	}
	return ""
}

func isDivision(code string) bool {
	for i := range len(code) {
		if code[i] < '0' || code[i] > '9' {
			return false
		}
	}
	for province := range strings.FieldsSeq(usccProvinces) {
		if code[:2] == province {
			return true
		}
	}
	return false
}

// organizationCheck is the check character of an organization code (组织机构代码)
// of eight characters, letters read as 10 to 35 (GB 11714-1997).
func organizationCheck(code string) byte {
	sum := 0
	for i, weight := range [...]int{3, 7, 9, 10, 5, 8, 4, 2} {
		value := int(code[i] - '0')
		if code[i] >= 'A' {
			value = int(code[i]-'A') + 10
		}
		sum += value * weight
	}
	return "0X987654321"[sum%11]
}

// checksOut reports whether the last character makes the sum of value times
// 3^position vanish modulo 31 (GB 32100-2015, appendix A).
func checksOut(uscc string) bool {
	sum, weight := 0, 1
	for i := range 17 {
		sum += strings.IndexByte(usccAlphabet, uscc[i]) * weight
		weight = weight * 3 % len(usccAlphabet)
	}
	return (sum+strings.IndexByte(usccAlphabet, uscc[17]))%len(usccAlphabet) == 0
}
