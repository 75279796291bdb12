//! The languages of texts for people. Codes, names and the order of things are the same in all of them.

use std::env;

use crate::values::coded::coded_names;

coded_names! {
    /// A language that this program speaks; its tag (BCP 47) is the name in options.
    #[derive(Default)]
    pub enum Language {
        /// English.
        #[default]
        "en" => English,
        /// Korean. Its terms come from the advisory's Korean edition.
        "ko" => Korean,
    }
}

impl Language {
    /// The user's language: `LC_ALL`, `LC_MESSAGES` or `LANG`; on Windows the display language. English if this program does not speak it.
    pub fn of_user() -> Self {
        // The system's own answer prefers LANGUAGE, even to LC_ALL=C.
        let named = |name| env::var(name).ok().filter(|locale| !locale.is_empty());
        let set = if cfg!(unix) { ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(named) } else { None };
        set.or_else(sys_locale::get_locale).map_or(Self::default(), |locale| Self::of_locale(&locale))
    }

    /// The language of a locale, such as `ko-KR`, `ko_KR.UTF-8` or `C`.
    pub fn of_locale(locale: &str) -> Self {
        let tag = locale.split(['-', '_', '.', '@']).next().unwrap_or_default();
        Self::ALL.iter().find(|language| tag.eq_ignore_ascii_case(language.name())).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_has_the_language_that_it_begins_with() {
        for locale in ["ko", "ko-KR", "ko_KR.UTF-8", "KO", "ko@x"] {
            assert_eq!(Language::of_locale(locale), Language::Korean, "{locale}");
        }
        for locale in ["", "C", "POSIX", "en-US", "de_DE.UTF-8", "kok-IN", "k"] {
            assert_eq!(Language::of_locale(locale), Language::English, "{locale}");
        }
    }
}
