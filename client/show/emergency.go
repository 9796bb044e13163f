package show

// emergency says that a proposal asks for the emergency rule; nothing of any other.
func (w Writer) emergency(asked bool) string {
	if !asked {
		return ""
	}
	return w.Text.Say("emergency.asked", nil)
}
