#include "core/message/time_zone_tables.hpp"

namespace understudy {
namespace {

// North America by area code: where libphonenumber's geocoder (8.12.57) places each one, a state or province, and by
// which time that goes. Where the line between two zones runs through an area both are here, and so they are where it
// is doubtful. Zones that have kept the same time for years share one name: Detroit is with New York.
constexpr AreaZones areas[] = {
    {"America/New_York",
     "201 202 203 207 212 215 216 220 223 229 231 234 239 240 248 252 260 267 269 272 276 283 301 302 304 305 313 315 "
     "317 321 326 330 332 336 339 347 351 352 380 386 401 404 407 410 412 413 419 434 440 443 445 463 470 475 478 484 "
     "502 508 513 516 517 518 540 551 561 567 570 571 582 585 586 603 607 609 610 614 616 617 631 640 646 656 667 678 "
     "680 681 689 703 704 706 716 717 718 724 727 732 734 740 743 754 757 762 765 770 771 772 774 781 786 802 803 804 "
     "810 813 814 826 828 838 839 843 845 848 854 856 857 859 860 862 863 864 865 878 904 908 910 912 914 917 919 929 "
     "934 937 941 943 947 948 954 959 973 978 980 984 989"},
    {"America/Chicago",
     "205 210 214 217 218 224 225 228 251 254 256 262 281 309 312 314 316 318 319 320 325 331 334 337 346 361 402 405 "
     "409 414 417 430 447 464 469 479 501 504 507 512 515 531 534 539 563 572 573 580 601 608 612 615 618 629 630 636 "
     "641 651 659 660 662 682 708 712 713 715 726 731 737 763 769 773 779 806 815 816 817 830 832 847 870 872 901 903 "
     "913 918 920 936 938 940 945 952 956 972 979 985"},
    {"America/Los_Angeles",
     "206 209 213 253 279 310 323 341 360 408 415 424 425 442 503 509 510 530 559 562 564 619 626 628 650 657 661 669 "
     "702 707 714 725 747 760 805 818 820 831 840 858 909 916 925 949 951 971"},
    {"America/Toronto", "226 249 263 289 343 365 416 437 438 450 468 514 519 548 579 613 647 705 742 753 819 873 905"},
    {"America/New_York America/Chicago", "219 270 364 423 448 574 606 812 850 906 930 931"},
    {"America/Denver", "303 307 385 406 435 505 575 719 720 801 970"},
    {"America/Chicago America/Denver", "308 432 605 620 701 785 915"},
    {"America/Denver America/Los_Angeles", "208 458 541 775 986"},
    {"America/Edmonton", "368 403 587 780 825"},
    {"America/Vancouver America/Edmonton America/Dawson_Creek", "236 250 672 778"},
    {"America/Phoenix", "480 520 602 623"},
    {"America/Winnipeg", "204 431 584"},
    {"America/Regina America/Edmonton", "306 474 639"},
    {"America/Toronto America/Halifax America/Puerto_Rico", "367 418 581"},
    {"America/Halifax", "782 902"},
    {"America/Moncton", "506"},
    {"America/Vancouver", "604"},
    {"America/St_Johns America/Goose_Bay", "709"},
    {"America/Toronto America/Winnipeg America/Panama", "807"},
    {"Pacific/Honolulu", "808"},
    {"America/Whitehorse America/Edmonton America/Winnipeg America/Toronto America/Panama", "867"},
    {"America/Anchorage America/Adak", "907"},
    {"America/Phoenix America/Denver", "928"},
};

constexpr AreaRegion islands[] = {
    {"BS", "242"}, {"BB", "246"},     {"AI", "264"},         {"AG", "268"}, {"VG", "284"},     {"VI", "340"},
    {"KY", "345"}, {"BM", "441"},     {"GD", "473"},         {"TC", "649"}, {"JM", "658 876"}, {"MS", "664"},
    {"MP", "670"}, {"GU", "671"},     {"AS", "684"},         {"SX", "721"}, {"LC", "758"},     {"DM", "767"},
    {"VC", "784"}, {"PR", "787 939"}, {"DO", "809 829 849"}, {"TT", "868"}, {"KN", "869"},
};

}  // namespace

const std::span<const AreaZones> area_zones = areas;
const std::span<const AreaRegion> area_regions = islands;

// zone1970.tab of the tz database 2025b, which is in the public domain (https://www.iana.org/time-zones): one zone for
// places whose clocks have agreed since 1970. Kosovo (XK), Ascension (AC) and Tristan da Cunha (TA) have calling codes
// but no line there, and are added.
const std::string_view region_zones = R"(
Europe/Andorra AD; Asia/Dubai AE OM RE SC TF; Asia/Kabul AF; Europe/Tirane AL; Asia/Yerevan AM; Antarctica/Casey AQ;
Antarctica/Davis AQ; Antarctica/Mawson AQ; Antarctica/Palmer AQ; Antarctica/Rothera AQ; Antarctica/Troll AQ;
Antarctica/Vostok AQ; America/Argentina/Buenos_Aires AR; America/Argentina/Cordoba AR; America/Argentina/Salta AR;
America/Argentina/Jujuy AR; America/Argentina/Tucuman AR; America/Argentina/Catamarca AR;
America/Argentina/La_Rioja AR; America/Argentina/San_Juan AR; America/Argentina/Mendoza AR;
America/Argentina/San_Luis AR; America/Argentina/Rio_Gallegos AR; America/Argentina/Ushuaia AR;
Pacific/Pago_Pago AS UM; Europe/Vienna AT; Australia/Lord_Howe AU; Antarctica/Macquarie AU; Australia/Hobart AU;
Australia/Melbourne AU; Australia/Sydney AU; Australia/Broken_Hill AU; Australia/Brisbane AU; Australia/Lindeman AU;
Australia/Adelaide AU; Australia/Darwin AU; Australia/Perth AU; Australia/Eucla AU; Asia/Baku AZ; America/Barbados BB;
Asia/Dhaka BD; Europe/Brussels BE LU NL; Europe/Sofia BG; Atlantic/Bermuda BM; America/La_Paz BO; America/Noronha BR;
America/Belem BR; America/Fortaleza BR; America/Recife BR; America/Araguaina BR; America/Maceio BR; America/Bahia BR;
America/Sao_Paulo BR; America/Campo_Grande BR; America/Cuiaba BR; America/Santarem BR; America/Porto_Velho BR;
America/Boa_Vista BR; America/Manaus BR; America/Eirunepe BR; America/Rio_Branco BR; Asia/Thimphu BT; Europe/Minsk BY;
America/Belize BZ; America/St_Johns CA; America/Halifax CA; America/Glace_Bay CA; America/Moncton CA;
America/Goose_Bay CA; America/Toronto CA BS; America/Iqaluit CA; America/Winnipeg CA; America/Resolute CA;
America/Rankin_Inlet CA; America/Regina CA; America/Swift_Current CA; America/Edmonton CA; America/Cambridge_Bay CA;
America/Inuvik CA; America/Dawson_Creek CA; America/Fort_Nelson CA; America/Whitehorse CA; America/Dawson CA;
America/Vancouver CA; Europe/Zurich CH DE LI; Africa/Abidjan CI BF GH GM GN IS ML MR SH SL SN TG AC TA;
Pacific/Rarotonga CK; America/Santiago CL; America/Coyhaique CL; America/Punta_Arenas CL; Pacific/Easter CL;
Asia/Shanghai CN; Asia/Urumqi CN; America/Bogota CO; America/Costa_Rica CR; America/Havana CU; Atlantic/Cape_Verde CV;
Asia/Nicosia CY; Asia/Famagusta CY; Europe/Prague CZ SK; Europe/Berlin DE DK NO SE SJ; America/Santo_Domingo DO;
Africa/Algiers DZ; America/Guayaquil EC; Pacific/Galapagos EC; Europe/Tallinn EE; Africa/Cairo EG; Africa/El_Aaiun EH;
Europe/Madrid ES; Africa/Ceuta ES; Atlantic/Canary ES; Europe/Helsinki FI AX; Pacific/Fiji FJ; Atlantic/Stanley FK;
Pacific/Kosrae FM; Atlantic/Faroe FO; Europe/Paris FR MC; Europe/London GB GG IM JE; Asia/Tbilisi GE;
America/Cayenne GF; Europe/Gibraltar GI; America/Nuuk GL; America/Danmarkshavn GL; America/Scoresbysund GL;
America/Thule GL; Europe/Athens GR; Atlantic/South_Georgia GS; America/Guatemala GT; Pacific/Guam GU MP;
Africa/Bissau GW; America/Guyana GY; Asia/Hong_Kong HK; America/Tegucigalpa HN; America/Port-au-Prince HT;
Europe/Budapest HU; Asia/Jakarta ID; Asia/Pontianak ID; Asia/Makassar ID; Asia/Jayapura ID; Europe/Dublin IE;
Asia/Jerusalem IL; Asia/Kolkata IN; Indian/Chagos IO; Asia/Baghdad IQ; Asia/Tehran IR; Europe/Rome IT SM VA;
America/Jamaica JM; Asia/Amman JO; Asia/Tokyo JP AU; Africa/Nairobi KE DJ ER ET KM MG SO TZ UG YT; Asia/Bishkek KG;
Pacific/Tarawa KI MH TV UM WF; Pacific/Kanton KI; Pacific/Kiritimati KI; Asia/Pyongyang KP; Asia/Seoul KR;
Asia/Almaty KZ; Asia/Qyzylorda KZ; Asia/Qostanay KZ; Asia/Aqtobe KZ; Asia/Aqtau KZ; Asia/Atyrau KZ; Asia/Oral KZ;
Asia/Beirut LB; Asia/Colombo LK; Africa/Monrovia LR; Europe/Vilnius LT; Europe/Riga LV; Africa/Tripoli LY;
Africa/Casablanca MA; Europe/Chisinau MD; Pacific/Kwajalein MH; Asia/Yangon MM CC; Asia/Ulaanbaatar MN; Asia/Hovd MN;
Asia/Macau MO; America/Martinique MQ; Europe/Malta MT; Indian/Mauritius MU; Indian/Maldives MV TF;
America/Mexico_City MX; America/Cancun MX; America/Merida MX; America/Monterrey MX; America/Matamoros MX;
America/Chihuahua MX; America/Ciudad_Juarez MX; America/Ojinaga MX; America/Mazatlan MX; America/Bahia_Banderas MX;
America/Hermosillo MX; America/Tijuana MX; Asia/Kuching MY BN; Africa/Maputo MZ BI BW CD MW RW ZM ZW;
Africa/Windhoek NA; Pacific/Noumea NC; Pacific/Norfolk NF; Africa/Lagos NG AO BJ CD CF CG CM GA GQ NE;
America/Managua NI; Asia/Kathmandu NP; Pacific/Nauru NR; Pacific/Niue NU; Pacific/Auckland NZ AQ; Pacific/Chatham NZ;
America/Panama PA CA KY; America/Lima PE; Pacific/Tahiti PF; Pacific/Marquesas PF; Pacific/Gambier PF;
Pacific/Port_Moresby PG AQ FM; Pacific/Bougainville PG; Asia/Manila PH; Asia/Karachi PK; Europe/Warsaw PL;
America/Miquelon PM; Pacific/Pitcairn PN;
America/Puerto_Rico PR AG CA AI AW BL BQ CW DM GD GP KN LC MF MS SX TT VC VG VI; Asia/Gaza PS; Asia/Hebron PS;
Europe/Lisbon PT; Atlantic/Madeira PT; Atlantic/Azores PT; Pacific/Palau PW; America/Asuncion PY; Asia/Qatar QA BH;
Europe/Bucharest RO; Europe/Belgrade RS BA HR ME MK SI XK; Europe/Kaliningrad RU; Europe/Moscow RU;
Europe/Simferopol RU UA; Europe/Kirov RU; Europe/Volgograd RU; Europe/Astrakhan RU; Europe/Saratov RU;
Europe/Ulyanovsk RU; Europe/Samara RU; Asia/Yekaterinburg RU; Asia/Omsk RU; Asia/Novosibirsk RU; Asia/Barnaul RU;
Asia/Tomsk RU; Asia/Novokuznetsk RU; Asia/Krasnoyarsk RU; Asia/Irkutsk RU; Asia/Chita RU; Asia/Yakutsk RU;
Asia/Khandyga RU; Asia/Vladivostok RU; Asia/Ust-Nera RU; Asia/Magadan RU; Asia/Sakhalin RU; Asia/Srednekolymsk RU;
Asia/Kamchatka RU; Asia/Anadyr RU; Asia/Riyadh SA AQ KW YE; Pacific/Guadalcanal SB FM; Africa/Khartoum SD;
Asia/Singapore SG AQ MY; America/Paramaribo SR; Africa/Juba SS; Africa/Sao_Tome ST; America/El_Salvador SV;
Asia/Damascus SY; America/Grand_Turk TC; Africa/Ndjamena TD; Asia/Bangkok TH CX KH LA VN; Asia/Dushanbe TJ;
Pacific/Fakaofo TK; Asia/Dili TL; Asia/Ashgabat TM; Africa/Tunis TN; Pacific/Tongatapu TO; Europe/Istanbul TR;
Asia/Taipei TW; Europe/Kyiv UA; America/New_York US; America/Detroit US; America/Kentucky/Louisville US;
America/Kentucky/Monticello US; America/Indiana/Indianapolis US; America/Indiana/Vincennes US;
America/Indiana/Winamac US; America/Indiana/Marengo US; America/Indiana/Petersburg US; America/Indiana/Vevay US;
America/Chicago US; America/Indiana/Tell_City US; America/Indiana/Knox US; America/Menominee US;
America/North_Dakota/Center US; America/North_Dakota/New_Salem US; America/North_Dakota/Beulah US; America/Denver US;
America/Boise US; America/Phoenix US CA; America/Los_Angeles US; America/Anchorage US; America/Juneau US;
America/Sitka US; America/Metlakatla US; America/Yakutat US; America/Nome US; America/Adak US; Pacific/Honolulu US;
America/Montevideo UY; Asia/Samarkand UZ; Asia/Tashkent UZ; America/Caracas VE; Asia/Ho_Chi_Minh VN; Pacific/Efate VU;
Pacific/Apia WS; Africa/Johannesburg ZA LS SZ)";

}  // namespace understudy
