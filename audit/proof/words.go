package proof

import (
	"fmt"
	"time"
)

// words are what the head of a file says to people. They belong to the form of the file: another wording is
// another form.
func (f File) words() ([]string, error) {
	s, err := readSeal([]byte(f.Seal))
	if err != nil {
		return nil, because(Malformed, "the seal cannot be read: %v", err)
	}
	if f.Kind == Absence {
		return append([]string{
			fmt.Sprintf("Absence: %s was no member of %s at the end of epoch %d.", f.Party, f.Alliance, s.Epoch),
			fmt.Sprintf("非会员证明：在第 %d 届期末，%s 不是 %s 的会员。", s.Epoch, f.Party, f.Alliance),
		}, ending...), nil
	}
	m, err := readMember([]byte(f.Entry))
	if err != nil {
		return nil, because(Malformed, "the entry cannot be read: %v", err)
	}
	since := m.Since.UTC().Format(time.RFC3339Nano)
	return append([]string{
		fmt.Sprintf("Membership: %s was a member of %s at the end of epoch %d, in class %s, %s, a member since %s.", f.Party, f.Alliance, s.Epoch, m.Class, m.State, since),
		fmt.Sprintf("会员证明：在第 %d 届期末，%s 是 %s 的会员，类别 %s，状态 %s，入会时间 %s。", s.Epoch, f.Party, f.Alliance, m.Class, m.State, since),
	}, ending...), nil
}

var ending = []string{
	"These words prove nothing: verify the file. It speaks of that epoch's end, and not of now.",
	"以上文字本身不构成证明，请核验本文件。本文件只说明该届期末的情况，不说明现在。",
}
