"""Given names by sex: the more frequent ones of the United States census of 1990 (public domain), and of abroad."""

from transforms.entities.lexicon import words

# Borne ten times as often by men as by women, the reverse, and the rest.
MALE = words(
    """aaron abel abraham adam adolfo agustin al alan albert alberto alejandro alex alexander alfonso alfred alfredo
    allan allen alonzo alton alvaro alvin amos andre andres andrew andy angelo anthony antoine anton antonio archie
    armand armando arnold arthur arturo austin barry bart ben benito benjamin benny bernard bert bill billy blaine
    blake bob bobby brad bradford bradley brady brain brandon brendan brent bret brett brian bruce bryan bryant
    bryce bryon buddy burton byron caleb calvin cameron carl carlos carlton cecil cedric cesar chad charles charlie
    chase chester christopher chuck clarence clark claude clay clayton cleveland cliff clifford clifton clint
    clinton clyde cody colin conrad corey cornelius cory craig curt curtis dale dallas damian damien damon dan dane
    daniel danny darin darius darrel darrell darren darrin darryl darwin daryl dave david dean delbert demetrius
    denis dennis derek derrick desmond dewayne dewey dexter domingo dominic dominick don donald doug douglas doyle
    drew duane dustin dwayne dwight dylan earnest ed eddie edgar edmond edmund eduardo edward edwin efrain elbert
    eldon eli elias elijah elliot elliott ellis elmer elton elvin elwood emanuel emil emilio emmanuel emmett enrique
    eric erick erik ernest ernesto ernie ervin erwin esteban ethan eugene evan everett fabian felipe felix fernando
    fidel floyd forrest francisco frank franklin fred freddy frederick fredrick gabriel garland garrett garry gary
    gene geoffrey george gerald gerard gerardo gilbert gilberto glen glenn gordon grady graham grant greg gregg
    gregorio gregory grover guillermo gustavo guy hal hans harlan harley harold harrison harry harvey heath hector
    henry herbert herman homer horace howard hubert hugh hugo humberto ian ignacio irvin irving isaac ismael israel
    ivan jack jackson jacob jake jamal james jared jarrod jason jasper javier jay jeff jeffery jeffrey jeffry jerald
    jeremiah jeremy jermaine jerome jerry jess jesse jesus jim jimmy joaquin joe joel joesph joey john johnathan
    johnny jon jonathan jonathon jorge jose joseph josh joshua juan julian julio julius justin karl keith kelvin ken
    kendrick kenneth kenny kent kermit kevin kirk kristopher kurt kyle lamar lamont lance larry laurence lawrence
    leland leo leon leonard leonardo leroy lester levi lewis lionel lloyd logan lonnie lorenzo louis lowell lucas
    luis luke luther lyle mack malcolm manuel marc marcel marco marcos marcus mario mark marlin marlon marshall
    martin marvin mason mathew matt matthew maurice max melvin michael micheal miguel mike miles milton mitchell
    moises monte monty morris moses murray myron nathan nathaniel neal ned neil nelson nicholas nick nicolas noah
    nolan norbert norman oliver omar orlando orville oscar otis otto owen pablo patrick paul pedro percy perry pete
    peter phil philip phillip pierre preston quentin quinton rafael ralph ramiro ramon randal randall randolph randy
    raphael raul ray raymond reggie reginald reuben rex reynaldo ricardo richard rick rickey ricky rob robert
    roberto rocky rod roderick rodger rodney rodolfo rogelio roger roland rolando roman ron ronald ronnie roosevelt
    rory roscoe ross roy royce ruben rudolph rudy rufus russel russell rusty ryan salvador salvatore sam sammy
    samuel santiago saul scott scotty sean sergio seth shane shaun sheldon sherman sidney simon solomon spencer stan
    stanley stephan stephen sterling steve steven stewart stuart sylvester ted teddy terence terrance terrell
    terrence thaddeus theodore thomas thurman tim timmy timothy todd tom tomas tommy tony travis trent trevor troy
    tyler tyrone tyson vance vernon vicente victor vincent virgil wade wallace walter warren wayne wendell wesley
    wilbert wilbur wilfred wilfredo will willard william williams willis wilson winston woodrow xavier zachary"""
)
FEMALE = words(
    """abby abigail ada addie adela adele adeline adriana adrienne agnes aida aileen aimee alana alberta alejandra
    alexandra alexandria alice alicia alisa alisha alison allie allison allyson alma alta althea alyssa amanda amber
    amelia amie amy ana andrea angela angelia angelica angelina angeline angie anita ann anna annabelle anne annette
    annie antoinette arlene ashlee ashley audra audrey aurora autumn ava avis barbara barbra beatrice beatriz becky
    belinda benita bernadette bernadine bernice bertha bessie beth bethany betsy bette bettie betty bettye beulah
    beverly bianca blanca blanche bobbi bonita bonnie brandi brandy brenda brianna bridget bridgette brittany
    brittney brooke caitlin callie camille candace candice candy cara carla carlene carmela carmella carmen carol
    carole carolina caroline carolyn carrie cassandra cassie catalina catherine cathleen cathy cecelia cecile
    cecilia celeste celia chandra charity charlene charlotte chelsea cheri cherie cheryl christa christi christie
    christina christine christy cindy claire clara clare clarice clarissa claudette claudia colleen concepcion
    connie constance consuelo cora corinne cornelia corrine cristina crystal cynthia daisy danielle daphne darcy
    darla darlene dawn deana deanna debbie debora deborah debra delia della delores deloris dena denise desiree
    diana diane dianna dianne dina dixie dolly dolores dona donna dora doreen doris dorothea dorothy dorthy earlene
    earline earnestine ebony edith edna effie eileen elaine eleanor elena elinor elisa elisabeth elise eliza
    elizabeth ella ellen elma elnora eloise elsa elsie elva elvira emilia emily emma erica ericka erika erin erma
    ernestine esmeralda esperanza essie estela estella estelle ester esther ethel etta eugenia eula eunice eva eve
    evelyn faith fannie fay faye felicia fern flora florence flossie frances francine francisca freda frieda
    gabriela gabrielle gail gay gayle geneva genevieve georgia georgina geraldine gertrude gina ginger gladys glenda
    glenna gloria goldie grace gracie graciela greta gretchen gwen gwendolyn haley hannah harriet harriett hattie
    hazel heather heidi helen helena helene henrietta hilary hilda hillary holly hope ida ila imogene ina inez
    ingrid irene iris irma isabel isabelle iva ivy jaclyn jacqueline jacquelyn jami jana jane janelle janet janette
    janice janie janine janis jasmine jayne jeanette jeanie jeanine jeanne jeannette jeannie jeannine jenifer jenna
    jennie jennifer jenny jeri jerri jessica jill jillian jo joan joann joanna joanne jocelyn jodi jodie johanna
    jolene joni josefina josephine josie joy joyce juana juanita judith judy julia julianne julie justine kara karen
    kari karin karina karla kate katharine katherine kathleen kathryn kathy katie katrina katy kay kayla keisha
    kelli kellie kelsey kendra keri kerri kimberley kimberly kirsten krista kristen kristi kristie kristin kristina
    kristine kristy krystal lacey ladonna lana lara latasha latisha latonya latoya laura laurel lauren laurie lea
    leah leann leanne leila lela lena lenora lenore leola leona letha leticia lidia lila lilia lillian lillie lilly
    lily linda lindsay lisa liza lizzie lois lola lora loraine lorena lorene loretta lori lorie lorna lorraine
    lorrie lottie louisa louise lourdes lucia lucile lucille lucinda lucy luella luisa lula luz lydia lynda lynette
    lynne mabel mable madeline mae magdalena maggie malinda mallory mamie mandy manuela marcella marcia marcie marcy
    margaret margarita margie margo margret marguerite maria marian marianne maribel marie marilyn marina marisa
    marisol marissa maritza marjorie marla marlene marsha marta martha martina mary maryann marylou matilda mattie
    maude maureen mavis maxine mayra meagan megan meghan melanie melba melinda melisa melissa melody mercedes
    meredith mia michele michelle milagros mildred millie mindy minerva minnie miranda miriam misty mollie molly
    mona monica monique muriel myra myrna myrtle nadine nancy nannie naomi natalie natasha nelda nell nellie nettie
    neva nichole nicole nikki nina nita noemi nola nora noreen norma odessa ofelia ola olga olive olivia opal ora
    paige pam pamela patrica patrice patricia patsy patti patty paula paulette pauline pearl pearlie peggy penelope
    penny petra phyllis polly priscilla rachael rachel rachelle rae ramona randi raquel reba rebecca rebekah regina
    rena renee rhoda rhonda rita roberta robyn rochelle ronda rosa rosalie rosalind rosalinda rosalyn rose rosemarie
    rosemary rosetta rosie roxanne ruby ruth ruthie sabrina sadie sallie sally samantha sandra sara sarah saundra
    selena selma serena shana shanna shari sharon sharron shauna shawna sheena sheila shelia shelley shelly sheri
    sherri sherrie sherry sheryl shirley silvia simone socorro sofia sondra sonia sonja sonya sophia sophie staci
    stacie stefanie stella stephanie sue summer susan susana susanne susie suzanne sybil sylvia tabatha tabitha
    tamara tameka tami tamika tammie tammy tania tanisha tanya tara tasha teresa teri terri terrie thelma theresa
    therese tia tiffany tina toni tonia tonya traci tracie tricia trina trisha trudy ursula valarie valerie vanessa
    velma vera verna veronica vicki vickie vicky victoria viola violet virgie virginia vivian wanda wendy willa
    wilma winifred winnie yolanda yvette yvonne zelma"""
)
# Of other countries and later years, as news print them; compiled by hand.
MALE_ABROAD = words(
    """aamir abbas abdel abdul abdullah abdullahi abdulrahman abu adel adnan ahmad ahmed akbar akram aleksandr aleksei
    alexei alexis alfredo ali alistair ammar amir amit anatoly anders andrei andrej andrzej anil anwar arif arjun arun
    ashraf asif aung aziz bashar bashir bassam bjorn boris bogdan boutros carlo cheikh christophe claudio craig cyril
    daesung daniele dario declan denys deepak diego dieter dimitri dinesh dmitri dmitry didier eamon eduard ehud
    eitan emeka emmanuel enrico erdal erik ernst eoin fabio faisal farid farouk fathi ferdinand fernand fidel filippo
    finlay florian franck franco friedrich fyodor gabor gadi gennady georg georges gerhard giacomo gianni giorgio
    giovanni giuseppe goran graeme grigory guido guillaume gustav haidar hakim hamad hamid hamza hans harish harjit
    hashim hassan haruki heinrich heinz helmut henri henrik herve hideki hiroshi hosni hussein iain ibrahim idris
    igor ilan ilham imad imran ivo jacques jalal jamal jan janez jaroslaw javed jens jerzy jiri joachim johan johann
    johannes jordi josef joao juergen jurgen kamal kareem karim kaveh kazuo kenji kenta khaled khalid kofi konstantin
    krishna krzysztof kumar kwame lars laszlo laurent leonid lorenz luc luca luigi luiz maciej mahathir mahmoud mahmud
    majid malik mansour manmohan marcin marek mariusz masoud massimo matteo matthias mauricio maurizio mehmet mehdi
    mikhail milan milos miroslav mohamad mohamed mohammad mohammed mohsen moshe muhammad muhammadu mukesh murat
    mustafa nabil narendra naser nasser nawaz nikita nikolai nikos nizar noam novak ola oleg oleksandr oleksiy olivier
    omar osama osman oskar otto pablo paolo pascal pavel pawel pedro petr philippe pierre pietro piotr pranab qasem
    rafael rafiq rahul rainer rajesh rajiv rami ramesh ramzan rashid raul ravi recep riccardo riyad roberto rodrigo
    rohit roman romano rupert saad sadiq saeed sajid salim salman salvador samir sanjay saul seamus sebastian sergei
    sergey sergio shahid shaukat shimon shinzo siddharth slobodan stefan stefano sunil suresh sven taha takashi tamir
    tariq tarek tayyip thabo thierry tomas tomasz tony toshiro umar umaru uri vaclav valery vasily vijay vikram viktor
    vinod vitali vitaly vladimir vladislav volodymyr waleed walid wojciech wolfgang xavier yahya yair yakov yasser yasir
    yevgeny yitzhak yoav yousef youssef yuri yusuf zaher zain zbigniew ziad zoran"""
)
FEMALE_ABROAD = words(
    """aaliyah adriana aicha aisha aishwarya alejandra aleksandra alessandra alessia amal amina amira anastasia anja
    anjali anneliese annika anouk ariana arwa aung-san ayesha aysha azadeh barbro beatrix beatriz benazir bianca
    birgit bridget brigitte britney caitlin camila carolina catarina catherine chantal chiara chimamanda christiane
    ciara claudia daniela deepika delphine diana dilma dina dominique ekaterina elena elif elisa elisabeth eilidh
    emilia erika esperanza esra eva fadia farah farida fatemeh fatima fatou fiona florence francesca frederique
    freya gabriela gabriella galina geraldine gina giorgia giulia greta gretchen gudrun gulnara hala hanan hanna
    hannah heba heidi helena helga hina huda ikram ilaria indira ines ingrid inna irina isabella isabelle ivana
    ivanka jadwiga jana jelena johanna jordana julia juliette jutta kamala karin karina katarina katarzyna katerina
    katharina katja katrin keiko khadija kirsten kirsty ksenia laila lakshmi larisa latifa leila leyla lidia ljubica
    lucia lucie ludmila lyudmila maeve magdalena maha malala malgorzata manal manuela margarita margrethe maria
    mariam mariana marianne marieke marija marina marine mariya marta martina maryam mathilde mayawati meera megan
    meghan melania mercedes michelle mila milena mira miriam moira monika mona nada nadia nadine naledi naomi
    natalia natasha nawal nicola nicole niamh nikki nina nino noor nora norma nour oksana olena olga oriana pamela
    paola parveen petra pilar priti priya priyanka rachida rahima raisa rania rasha razan reem rima roisin rosa
    rosario roza ruba rukhsana saba sabina sadia safa saima sakura salma samantha samira sana sandrine sanna saoirse
    sarah sasha savita segolene shabana shakira sheikh-hasina shirin simona simone sinead siobhan sofia sonia soraya
    stella sunita susana susanne svetlana swati sylvie tamara tanja tatiana tatyana theresa tzipi ulrike ursula uma
    valentina valerie vera veronique victoria viktoria violeta wafa xiomara yasmin yasmine yulia yuliya yuko zahra
    zainab zara zeinab zhanna zoe zuzana"""
)
MALE, FEMALE = MALE | (MALE_ABROAD - FEMALE), FEMALE | (FEMALE_ABROAD - MALE)
EITHER = words(
    """sam alex charlie drew sasha andrea nicola simone ashley sydney nikita
    adrian alexis ali angel antonia aubrey bennie billie bobbie carey carroll cary casey chris christian cleo
    courtney dana darnell dee devin devon dominique donnie francis frankie freddie gale guadalupe ira jackie jaime
    jamie jan jean jessie jewel jewell jimmie jody johnnie jordan kelley kelly kendall kerry kim laverne lee leigh
    lesley leslie lindsey loren lou louie lupe lynn marion marty merle micah michel mickey morgan noel ollie pat
    rene robbie robin rosario sammie sandy santos shannon shawn shelby stacey stacy taylor terry toby tommie tracey
    tracy whitney willie"""
)
MALE, FEMALE = MALE - EITHER, FEMALE - EITHER
GIVEN = MALE | FEMALE | EITHER
